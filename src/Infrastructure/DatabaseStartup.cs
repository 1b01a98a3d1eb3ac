using ApiKeys.Domain.Keys;
using Microsoft.Extensions.Hosting;

namespace ApiKeys.Infrastructure;

/// <summary>Prepares the database before anything is served.</summary>
internal sealed class DatabaseStartup(IDatabaseSchema schema) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        RefuseWithoutUnicodeData();
        await schema.PrepareAsync(cancellationToken);
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
