using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>SIGKILL of the real executable at random moments of a load, again and again.</summary>
internal sealed class CrashTests
{
    private const int Kills = 10;
    private const int Writers = 6;

    [TestCase(RealDatabase.Sqlite)]
    [TestCase(RealDatabase.PostgreSql)]
    public async Task Kills_UnderLoad_LoseNothingThatWasAnsweredAndLeaveNothingHalfDone(string provider)
    {
        await using var database = await RealDatabase.CreateAsync(provider);
        var ledger = new Ledger();
        string? owner = null;
        for (var life = 1; life <= Kills; life++)
        {
            await using var service = await database.ServeAsync();
            owner ??= service.OwnerKey;
            using var client = service.ClientOf(owner);
            using var stop = new CancellationTokenSource();
            var before = ledger.Changes;
            var load = new Load(ledger, $"Life {life}").RunAsync([client], Writers, stop.Token);
            await Eventually.IsTrueAsync(() => ledger.Changes > before + 3 * Writers);
            await Task.Delay(Random.Shared.Next(20, 800));
            await service.KillAsync();
            await stop.CancelAsync();
            await load;
        }

        await using var last = await database.ServeAsync();
        using var reader = last.ClientOf(owner);
        ledger.AssertStatuses();
        await ledger.AssertKeptAsync(reader);
        await StoredState.AssertSoundAsync(database);
        Assert.That(ledger.Unanswered, Is.GreaterThanOrEqualTo(Kills), "the kills met requests that ran");
        Figures.Record(
            $"Crash, {provider}",
            $"{Kills} SIGKILLs at random moments, {Writers} writers that rename, issue, rotate and revoke.",
            $"{ledger.Changes} changes answered, {ledger.Unanswered} requests without an answer; lost: 0, half done: 0, without their event: 0."
        );
    }
}
