using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using AutoMapper;
using MediatR;

namespace ApiKeys.Application.Keys.Queries.GetApiKey;

/// <summary>One key, whatever its status.</summary>
public sealed record GetApiKeyQuery(Guid Id) : IRequest<Result<ApiKeySummary>>;

internal sealed class GetApiKeyQueryHandler(IApiKeyReader keys, ICaller caller, IMapper mapper, TimeProvider clock)
    : IRequestHandler<GetApiKeyQuery, Result<ApiKeySummary>>
{
    public async Task<Result<ApiKeySummary>> Handle(GetApiKeyQuery query, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(caller.Tenant, query.Id, cancellationToken);
        return key is null ? ApiKeyErrors.NotFound : mapper.ToSummary(key, clock.Now());
    }
}
