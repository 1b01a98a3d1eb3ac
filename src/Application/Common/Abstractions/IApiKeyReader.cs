using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Common.Abstractions;

/// <summary>Reads for lists and views; nothing read here can be saved. Every read takes the caller's tenant.</summary>
public interface IApiKeyReader
{
    Task<ApiKey?> FindAsync(Tenant tenant, Guid id, CancellationToken ct);

    /// <summary>At most <paramref name="limit"/> keys, newest first, from after <paramref name="after"/> on.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(
        Tenant tenant,
        ApiKeyFilter filter,
        ApiKeyCursor? after,
        int limit,
        CancellationToken ct
    );

    /// <summary>One page of the keys that could still be used or reactivated, newest first, and how many there are.</summary>
    Task<(IReadOnlyList<ApiKey> Items, int Total)> PageAsync(
        Tenant tenant,
        string? normalizedSearch,
        DateTimeOffset now,
        long skip,
        int limit,
        CancellationToken ct
    );

    /// <summary>A key's history, newest first, below a version; null when the key is missing.</summary>
    Task<IReadOnlyList<KeyEvent>?> ListEventsAsync(
        Tenant tenant,
        Guid keyId,
        int? belowVersion,
        int limit,
        CancellationToken ct
    );
}
