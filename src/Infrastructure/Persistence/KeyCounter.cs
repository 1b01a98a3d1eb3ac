using ApiKeys.Application.Common.Abstractions;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class KeyCounter(IDbContextFactory<ApiKeysDbContext> contexts) : IKeyCounter
{
    public async Task<bool> HasAnyAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Keys.AnyAsync(ct);
    }
}
