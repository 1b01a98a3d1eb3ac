using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using AutoMapper;
using MediatR;

namespace ApiKeys.Application.Keys.Queries.ListApiKeys;

/// <summary>Keys newest first, part after part by cursor.</summary>
public sealed record ListApiKeysQuery(string? Status, string? WorkspaceId, string? Search, string? Cursor, int? Limit)
    : IRequest<Result<CursorPage<ApiKeySummary>>>;

internal sealed class ListApiKeysQueryHandler(IApiKeyReader keys, ICaller caller, IMapper mapper, TimeProvider clock)
    : IRequestHandler<ListApiKeysQuery, Result<CursorPage<ApiKeySummary>>>
{
    public async Task<Result<CursorPage<ApiKeySummary>>> Handle(
        ListApiKeysQuery query,
        CancellationToken cancellationToken
    )
    {
        var search = query.Search is null ? null : ApiKeyName.NormalizeSearch(query.Search);
        var isOutOfReach = query.WorkspaceId is { } workspace && !caller.Tenant.Reaches(workspace);
        if (isOutOfReach || (query.Search is not null && search is null))
            return new CursorPage<ApiKeySummary>([], null);

        var now = clock.Now();
        var filter = new ApiKeyFilter(ApiKeyStatuses.Parse(query.Status), query.WorkspaceId, search, now);
        var after = query.Cursor is null ? null : ApiKeyCursor.Parse(query.Cursor);
        var limit = query.Limit ?? PageSize.Default;
        var found = await keys.ListAsync(caller.Tenant, filter, after, limit + 1, cancellationToken);
        return found.ToPage(
            limit,
            key => mapper.ToSummary(key, now),
            last => new ApiKeyCursor(last.CreatedAt, last.Id).ToString()
        );
    }
}
