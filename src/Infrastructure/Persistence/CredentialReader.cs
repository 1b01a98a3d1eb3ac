using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>Reads a key for authentication from the database, every time.</summary>
internal sealed class CredentialReader(IDbContextFactory<ApiKeysDbContext> contexts, KeyLookups lookups)
{
    public async Task<ApiKey?> FindAsync(string selector, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await lookups.FindCredentialAsync(context, selector, ct);
    }
}
