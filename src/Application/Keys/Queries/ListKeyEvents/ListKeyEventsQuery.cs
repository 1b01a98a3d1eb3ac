using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using FluentValidation;
using MediatR;

namespace ApiKeys.Application.Keys.Queries.ListKeyEvents;

/// <summary>A key's history, newest first.</summary>
public sealed record ListKeyEventsQuery(Guid Id, string? Cursor, int? Limit) : IRequest<Result<CursorPage<KeyEvent>>>;

internal sealed class ListKeyEventsQueryHandler(IApiKeyReader keys, ICaller caller)
    : IRequestHandler<ListKeyEventsQuery, Result<CursorPage<KeyEvent>>>
{
    public async Task<Result<CursorPage<KeyEvent>>> Handle(
        ListKeyEventsQuery query,
        CancellationToken cancellationToken
    )
    {
        var below = query.Cursor is null ? null : KeyEventCursor.Parse(query.Cursor)?.Version;
        var limit = query.Limit ?? PageSize.Default;
        var found = await keys.ListEventsAsync(caller.Tenant, query.Id, below, limit + 1, cancellationToken);
        return found is null
            ? ApiKeyErrors.NotFound
            : found.ToPage(limit, item => item, last => new KeyEventCursor(last.Version).ToString());
    }
}

internal sealed class ListKeyEventsQueryValidator : AbstractValidator<ListKeyEventsQuery>
{
    public ListKeyEventsQueryValidator()
    {
        RuleFor(query => query.Cursor)
            .Must(text => text is null || KeyEventCursor.Parse(text) is not null)
            .WithMessage(PageSize.BadCursor)
            .OverridePropertyName("cursor");
        RuleFor(query => query.Limit).MustBeAPageSize().OverridePropertyName("limit");
    }
}
