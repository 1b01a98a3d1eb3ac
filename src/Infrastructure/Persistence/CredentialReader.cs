using System.Collections.Concurrent;
using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>
/// Reads a key for authentication from the database, every time. Its contexts only ever read and follow nothing, so a few
/// are kept as they are instead of being reset in the pool between two reads.
/// </summary>
internal sealed class CredentialReader(IDbContextFactory<ApiKeysDbContext> contexts, KeyLookups lookups) : IDisposable
{
    internal const int MaxIdle = 32;

    private readonly ConcurrentQueue<ApiKeysDbContext> idle = new();

    public async Task<ApiKey?> FindAsync(string selector, CancellationToken ct)
    {
        if (!idle.TryDequeue(out var context))
            context = await contexts.CreateDbContextAsync(ct);
        var isKept = false;
        try
        {
            var key = await lookups.FindCredentialAsync(context, selector, ct);
            isKept = idle.Count < MaxIdle;
            return key;
        }
        finally
        {
            if (isKept)
                idle.Enqueue(context);
            else
                await context.DisposeAsync();
        }
    }

    public void Dispose()
    {
        foreach (var context in idle)
            context.Dispose();
    }
}
