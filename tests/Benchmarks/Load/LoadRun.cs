using System.Globalization;
using ApiKeys.TestCommon;

namespace ApiKeys.Benchmarks.Load;

/// <summary>
/// The load run: service and floor as processes of their own, in turns on one machine, each round after a warm-up;
/// figures are medians of the rounds. Then the same requests on a small and on a large database.
/// </summary>
internal sealed class LoadRun(LoadPlan plan)
{
    private static readonly string[] Providers = [BenchDatabase.Sqlite, BenchDatabase.PostgreSql];

    private readonly List<Comparison> comparisons = [];
    private readonly List<MemoryUse> memory = [];
    private readonly List<Growth> growths = [];

    /// <summary>0 when every goal is met.</summary>
    /// <param name="isQuick">Only to see that everything works: short, small, and no document is written.</param>
    public static async Task<int> RunAsync(bool isQuick)
    {
        var plan = isQuick ? LoadPlan.Quick : LoadPlan.Full;
        var run = new LoadRun(plan);
        foreach (var provider in Providers)
            await run.RunAsync(provider);
        var report = new Report(plan, run.comparisons, run.memory, run.growths);
        await Console.Out.WriteLineAsync(report.ToMarkdown());
        if (!isQuick)
            await report.WriteAsync();
        return report.MeetsItsGoals ? 0 : 1;
    }

    private async Task RunAsync(string provider)
    {
        await using var databases = new BenchDatabases(provider);
        var database = await databases.CreateAsync(plan.SmallCount);
        await using (var service = await StartAsync(database))
        {
            // A database of its own: both write.
            var floorDatabase = await databases.CreateAsync(plan.SmallCount);
            await using (var floor = await FloorProcess.StartAsync(floorDatabase))
            {
                // Renames leave dead rows and a vacuum behind, which are not what a verification costs.
                foreach (var (kind, goal) in (IEnumerable<(string, double)>)[("verify", 0.60), ("rename", 0.70)])
                {
                    var onService = new Load(kind, service.Address, database);
                    var onFloor = new Load(kind, floor.Address, floorDatabase);
                    var (ours, floors) = await AlternateAsync(
                        onService,
                        onFloor,
                        LoadPlan.Connections,
                        plan.WarmUp,
                        plan.Round
                    );
                    comparisons.Add(new Comparison(kind, provider, ours, floors, goal));
                }
            }

            memory.Add(new MemoryUse(provider, await MeasureMemoryAsync(service, database)));
        }

        await MeasureGrowthAsync(provider, databases);
    }

    private async Task<double> MeasureMemoryAsync(ServiceProcess service, BenchDatabase database)
    {
        const double KibibytesPerMebibyte = 1024;
        await Task.WhenAll(
            new Load("rename", service.Address, database).RunAsync(LoadPlan.Connections / 2, plan.MemoryLoad),
            new Load("verify", service.Address, database).RunAsync(LoadPlan.Connections / 2, plan.MemoryLoad)
        );
        var lines = await File.ReadAllLinesAsync($"/proc/{service.Id}/status");
        var kibibytes = lines.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ')[^2];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) / KibibytesPerMebibyte;
    }

    private async Task MeasureGrowthAsync(string provider, BenchDatabases databases)
    {
        const double Goal = 1.3;
        var rare = Uri.EscapeDataString(SampleKeys.NameOf(plan.SmallCount));
        (string What, string Kind, string Path, double? Goal)[] steps =
        [
            ("first page of the list", "get", "/v1/api-keys", Goal),
            ("search that many names match", "get", $"/v1/api-keys?search={SampleKeys.FrequentTerm}", Goal),
            ("search that few names match", "get", $"/v1/api-keys?search={rare}", null),
            ("DialNexa's first page, with its total", "get", "/dialnexa/v1/api-keys", null),
            ("verify", "verify", "/", Goal),
            ("rename", "rename", "/", Goal),
        ];
        var small = await databases.CreateAsync(plan.SmallCount);
        var large = await databases.CreateAsync(plan.LargeCount);
        await using var smallService = await StartAsync(small);
        await using var largeService = await StartAsync(large);
        foreach (var (what, kind, path, goal) in steps)
        {
            var (few, many) = await AlternateAsync(
                new Load(kind, smallService.Address, small, path),
                new Load(kind, largeService.Address, large, path),
                connections: 1,
                plan.GrowthRound,
                plan.GrowthRound
            );
            growths.Add(new Growth(what, provider, few.P50, many.P50, goal));
        }
    }

    private async Task<(Measurement First, Measurement Second)> AlternateAsync(
        Load first,
        Load second,
        int connections,
        TimeSpan warmUp,
        TimeSpan duration
    )
    {
        await first.WarmUpAsync(connections, warmUp);
        await second.WarmUpAsync(connections, warmUp);
        var firsts = new List<Measurement>();
        var seconds = new List<Measurement>();
        for (var round = 0; round < plan.Rounds; round++)
        {
            firsts.Add(await first.RunAsync(connections, duration));
            seconds.Add(await second.RunAsync(connections, duration));
        }

        return (Measurement.MedianOf(firsts), Measurement.MedianOf(seconds));
    }

    private static Task<ServiceProcess> StartAsync(BenchDatabase database) =>
        ServiceProcess.StartAsync(database.Arguments);
}

/// <summary>How long and how much.</summary>
internal sealed record LoadPlan(
    int Rounds,
    TimeSpan WarmUp,
    TimeSpan Round,
    TimeSpan GrowthRound,
    TimeSpan MemoryLoad,
    int SmallCount,
    int LargeCount
)
{
    public const int Connections = 16;

    public static readonly LoadPlan Full = new(5, Seconds(15), Seconds(6), Seconds(2), Seconds(60), 1_000, 1_000_000);
    public static readonly LoadPlan Quick = new(2, Seconds(5), Seconds(2), Seconds(1), Seconds(10), 1_000, 20_000);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
