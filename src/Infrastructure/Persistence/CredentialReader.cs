using System.Collections.Concurrent;
using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>
/// Reads a key for authentication from the database, every time. Its contexts only ever read and follow nothing, so they
/// are kept as they are instead of being reset in the pool between two reads.
/// </summary>
internal sealed class CredentialReader(IDbContextFactory<ApiKeysDbContext> contexts, KeyLookups lookups) : IDisposable
{
    private readonly ConcurrentBag<ApiKeysDbContext> idle = [];

    public async Task<ApiKey?> FindAsync(string selector, CancellationToken ct)
    {
        if (!idle.TryTake(out var context))
            context = await contexts.CreateDbContextAsync(ct);
        try
        {
            var key = await lookups.FindCredentialAsync(context, selector, ct);
            idle.Add(context);
            return key;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var context in idle)
            context.Dispose();
    }
}
