using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Common.Abstractions;

/// <summary>
/// The one read without a tenant: authentication finds a key by its token's selector before it knows whose it is.
/// What is returned is shared between requests and must not be changed.
/// </summary>
public interface ICredentialReader
{
    Task<ApiKey?> FindAsync(string selector, CancellationToken ct);
}
