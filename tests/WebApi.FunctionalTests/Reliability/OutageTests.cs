using System.Diagnostics;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>The database server goes away in the middle of everything, and comes back.</summary>
internal sealed class OutageTests
{
    private const int Outages = 5;
    private const int Writers = 6;

    [Test]
    public async Task Outages_UnderLoad_AreAnswered503_LoseNothing_AndEndByThemselves()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.PostgreSql);
        await using var service = await database.ServeAsync();
        using var client = service.ClientOf(service.OwnerKey);
        var ledger = new Ledger();
        using var stop = new CancellationTokenSource();
        var load = new Load(ledger, "Load").RunAsync([client], Writers, stop.Token);
        var slowest = TimeSpan.Zero;
        for (var outage = 1; outage <= Outages; outage++)
        {
            var before = ledger.Changes;
            await Eventually.IsTrueAsync(() => ledger.Changes > before + 10 * Writers);
            await database.Server!.StopAsync(immediate: true);
            await Eventually.IsTrueAsync(() => ledger.Statuses.GetValueOrDefault(503) > 10 * outage);
            await Task.Delay(Random.Shared.Next(100, 500));
            await database.Server.StartAsync();
            var started = Stopwatch.GetTimestamp();
            var during = ledger.Changes;
            await Eventually.IsTrueAsync(() => ledger.Changes > during + Writers);
            var recovery = Stopwatch.GetElapsedTime(started);
            slowest = recovery > slowest ? recovery : slowest;
        }

        await stop.CancelAsync();
        await load;

        ledger.AssertStatuses();
        Assert.That(ledger.Unanswered, Is.Zero, "the service itself was never away");
        await ledger.AssertKeptAsync(client);
        await StoredState.AssertSoundAsync(database);
        var seen = ledger.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Key} × {status.Value}");
        Figures.Record(
            "Outage, PostgreSql",
            $"{Outages} times stopped at once (no clean end of transactions) and started again, {Writers} writers throughout.",
            $"Answers: {string.Join(", ", seen)}; without an answer: {ledger.Unanswered}.",
            $"{ledger.Changes} changes answered, lost: 0, half done: 0. Writing again by itself at most {slowest.TotalSeconds:F1} s after the server was back."
        );
    }
}
