using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace ApiKeys.Infrastructure;

/// <summary>Prepares the database before anything is served.</summary>
internal sealed class DatabaseStartup(IDbContextFactory<ApiKeysDbContext> contexts, DatabaseProvider provider)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        RefuseWithoutUnicodeData();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await provider.PrepareAsync(context, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Without ICU, NFKC changes nothing and two names that are the same would both be taken.
    private static void RefuseWithoutUnicodeData()
    {
        var wide = ApiKeyName.Create("ＡＢ").Value.Normalized;
        const string Cure =
            "Unicode normalization does not work here: install ICU and do not set InvariantGlobalization.";
        if (wide != "AB")
            throw new InvalidOperationException(Cure);
    }
}
