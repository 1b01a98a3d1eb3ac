using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using AutoMapper;
using FluentValidation;
using MediatR;

namespace ApiKeys.Application.Keys.Queries.ListApiKeys;

/// <summary>Keys newest first by page number, without revoked ones and those rotated past their grace.</summary>
public sealed record PageApiKeysQuery(int? Page, int? Limit, string? Search)
    : IRequest<Result<NumberedPage<ApiKeySummary>>>;

/// <summary>One numbered page, from 1, and how many items there are in all.</summary>
public sealed record NumberedPage<T>(IReadOnlyList<T> Items, int Page, int Limit, int Total)
{
    public int TotalPages => (int)(((long)Total + Limit - 1) / Limit);
}

internal sealed class PageApiKeysQueryHandler(IApiKeyReader keys, ICaller caller, IMapper mapper, TimeProvider clock)
    : IRequestHandler<PageApiKeysQuery, Result<NumberedPage<ApiKeySummary>>>
{
    public async Task<Result<NumberedPage<ApiKeySummary>>> Handle(
        PageApiKeysQuery query,
        CancellationToken cancellationToken
    )
    {
        var page = query.Page ?? 1;
        var limit = query.Limit ?? PageSize.Default;
        var search = query.Search is null ? null : ApiKeyName.NormalizeSearch(query.Search);
        if (query.Search is not null && search is null)
            return new NumberedPage<ApiKeySummary>([], page, limit, 0);

        var now = clock.Now();
        var skip = (page - 1L) * limit;
        var (items, total) = await keys.PageAsync(caller.Tenant, search, now, skip, limit, cancellationToken);
        var summaries = items.Select(key => mapper.ToSummary(key, now)).ToArray();
        return new NumberedPage<ApiKeySummary>(summaries, page, limit, total);
    }
}

internal sealed class PageApiKeysQueryValidator : AbstractValidator<PageApiKeysQuery>
{
    public PageApiKeysQueryValidator()
    {
        RuleFor(query => query.Page)
            .Must(page => page is null or >= 1)
            .WithMessage("The page is 1 or more.")
            .OverridePropertyName("page");
        RuleFor(query => query.Limit).MustBeAPageSize().OverridePropertyName("limit");
    }
}
