using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class ApiKeyRepository(UnitOfWork unitOfWork, KeyLookups lookups) : IApiKeyRepository
{
    public Task<ApiKey?> FindAsync(Tenant tenant, KeyReference reference, CancellationToken ct) =>
        lookups.FindAsync(unitOfWork.Context, tenant, reference, ct);

    public void Add(ApiKey key) => unitOfWork.Context.Keys.Add(key);
}
