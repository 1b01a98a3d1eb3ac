namespace ApiKeys.Domain.Keys;

/// <summary>The keys that a tenant can reach, to load and change. Every read takes the caller's tenant.</summary>
public interface IApiKeyRepository
{
    /// <summary>The key, followed for changes; null when it is missing or another tenant's.</summary>
    Task<ApiKey?> FindAsync(Tenant tenant, KeyReference reference, CancellationToken ct);

    void Add(ApiKey key);
}
