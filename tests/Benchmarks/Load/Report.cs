using System.Globalization;
using System.Text;

namespace ApiKeys.Benchmarks.Load;

/// <summary>The figures as a document, each beside its goal.</summary>
internal sealed class Report(
    LoadPlan plan,
    IReadOnlyList<Comparison> comparisons,
    IReadOnlyList<MemoryUse> memory,
    IReadOnlyList<Growth> growths
)
{
    public bool MeetsItsGoals =>
        comparisons.All(item => item.MeetsItsGoal)
        && memory.All(item => item.MeetsItsGoal)
        && growths.All(item => item.MeetsItsGoal);

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Line(text, $"## Throughput at {LoadPlan.Connections} connections");
        Line(text, $"");
        Line(text, $"| | service /s | floor /s | ratio | goal | service p99 ms | floor p99 ms | ratio | goal | |");
        Line(text, $"|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        foreach (var item in comparisons)
        {
            var (service, floor) = (item.Service, item.Floor);
            var p99Goal = item.P99Goal is { } goal ? $"≤ {goal:F0}" : "";
            Line(
                text,
                $"| {item.Kind}, {item.Provider} | {service.PerSecond:F0} | {floor.PerSecond:F0} | {item.Throughput:F2} | ≥ {item.Goal:F2} | {service.P99:F1} | {floor.P99:F1} | {item.P99:F2} | {p99Goal} | {Mark(item.MeetsItsGoal)} |"
            );
        }

        Line(text, $"");
        Line(text, $"## Memory after {plan.MemoryLoad.TotalSeconds:F0} s of renames and verifications");
        Line(text, $"");
        Line(text, $"| | resident MiB | goal | |");
        Line(text, $"|---|--:|--:|---|");
        foreach (var item in memory)
        {
            Line(
                text,
                $"| {item.Provider} | {item.Mebibytes:F0} | ≤ {MemoryUse.Goal:F0} | {Mark(item.MeetsItsGoal)} |"
            );
        }

        Line(text, $"");
        Line(text, $"## Growth: median latency of one connection, ms");
        Line(text, $"");
        Line(text, $"| | {plan.SmallCount:N0} keys | {plan.LargeCount:N0} keys | ratio | goal | |");
        Line(text, $"|---|--:|--:|--:|--:|---|");
        foreach (var item in growths)
        {
            var (goal, mark) = item.Goal is { } limit ? ($"≤ {limit:F1}", Mark(item.MeetsItsGoal)) : ("", "");
            Line(
                text,
                $"| {item.What}, {item.Provider} | {item.Few:F2} | {item.Many:F2} | {item.Ratio:F2} | {goal} | {mark} |"
            );
        }

        return text.ToString();
    }

    /// <summary>Writes <c>docs/benchmarks.md</c> and the chart beside it.</summary>
    public async Task WriteAsync()
    {
        var commit = await Machine.CommitAsync();
        var docs = Path.Combine(FindRoot(), "docs");
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Benchmarks

            Written by `dotnet run -c Release --project tests/Benchmarks -- load` (needs `wrk` and PostgreSQL's server).

            {Machine.Describe()}; commit {commit}, {DateTime.UtcNow:yyyy-MM-dd}.

            The *floor* is a bare Kestrel program that does the same durable work with hand-written SQL (read the row, update,
            audit row, one commit; SQLite in WAL mode with `synchronous=FULL` and one writer let through at a time, PostgreSQL
            through a pool, `fsync` on), and answers verifications from a dictionary. It neither authenticates nor validates.
            What the service does to be fast and the floor does not: saves that wait together share a commit on SQLite, and
            statements are prepared on PostgreSQL. So a share above 1 is no contradiction.

            Verifications are of 1,000 keys, each of which is read again every second, since that is the cache's bound; they come
            before the renames. Service and floor run at once and are loaded in turns, {plan.Rounds} rounds of {plan.Round.TotalSeconds:F0} s after
            {plan.WarmUp.TotalSeconds:F0} s of warm-up, by `wrk` on the same machine, which takes its share of the cores.
            Figures are medians of the rounds. Where the service's time goes is told in [profile](profile.md).

            ![Share of the floor's throughput](benchmarks.svg)


            """
        );
        await File.WriteAllTextAsync(Path.Combine(docs, "benchmarks.md"), head + ToMarkdown());
        await File.WriteAllTextAsync(Path.Combine(docs, "benchmarks.svg"), Chart.Draw(comparisons));
    }

    private static string Mark(bool isMet) => isMet ? "met" : "**missed**";

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ApiKeys.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Not inside the repository.");
        return folder.FullName;
    }
}
