using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class DatabaseSchema(IDbContextFactory<ApiKeysDbContext> contexts, DatabaseProvider provider)
    : IDatabaseSchema
{
    private readonly TaskCompletionSource verified = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Verified => verified.Task;

    public async Task PrepareAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await provider.PrepareAsync(context, ct);
        verified.TrySetResult();
    }

    public async Task<bool> IsReachableAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Database.CanConnectAsync(ct);
    }

    public async Task<int> MigrateAsync(CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await provider.MigrateAsync(context, ct);
    }
}
