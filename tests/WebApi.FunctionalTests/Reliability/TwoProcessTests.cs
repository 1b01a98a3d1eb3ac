using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>Two processes write to one SQLite file, which is not how it is meant to run, and lose nothing by it.</summary>
internal sealed class TwoProcessTests
{
    private const int Writers = 8;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    [Test]
    public async Task TwoProcesses_OnOneSqliteFile_LoseNothing()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        await using var one = await database.ServeAsync();
        await using var two = await database.ServeAsync();
        using var first = one.ClientOf(one.OwnerKey);
        using var second = two.ClientOf(one.OwnerKey);
        var ledger = new Ledger();
        using var stop = new CancellationTokenSource(Duration);

        await new Load(ledger, "Load").RunAsync([first, second], Writers, stop.Token);

        ledger.AssertStatuses();
        Assert.That(ledger.Unanswered, Is.Zero);
        Assert.That(ledger.Changes, Is.GreaterThan(Writers));
        await ledger.AssertKeptAsync(second);
        await StoredState.AssertSoundAsync(database);
        Figures.Record(
            "Two processes on one SQLite file",
            $"{Writers} writers through both for {Duration.TotalSeconds} s: {ledger.Changes} changes answered, {ledger.Statuses.GetValueOrDefault(503)} times 503, lost: 0."
        );
    }
}
