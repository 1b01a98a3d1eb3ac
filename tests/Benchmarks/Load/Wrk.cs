using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ApiKeys.Benchmarks.Load;

/// <summary>What a load measured: answers a second, and latencies in milliseconds.</summary>
internal sealed record Measurement(double PerSecond, double P50, double P99)
{
    public static Measurement MedianOf(IReadOnlyCollection<Measurement> rounds) =>
        new(
            Median(rounds.Select(round => round.PerSecond)),
            Median(rounds.Select(round => round.P50)),
            Median(rounds.Select(round => round.P99))
        );

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>A load on one process.</summary>
/// <param name="Kind"><c>rename</c>, <c>verify</c>, or <c>get</c> of <paramref name="Target"/>.</param>
/// <param name="Database">The one behind the process.</param>
internal sealed record Load(string Kind, Uri Address, BenchDatabase Database, string Target = "/")
{
    private const double MicrosecondsPerSecond = 1e6;
    private const double MicrosecondsPerMillisecond = 1e3;

    private static int runs;

    /// <exception cref="InvalidOperationException">wrk is missing, or an answer was no success.</exception>
    public async Task<Measurement> RunAsync(int connections, TimeSpan duration) =>
        Parse(await OutputAsync(connections, duration));

    /// <summary>Does not count, and may be too short for a first answer.</summary>
    public Task WarmUpAsync(int connections, TimeSpan duration) => OutputAsync(connections, duration);

    private async Task<string> OutputAsync(int connections, TimeSpan duration)
    {
        var threads = Math.Min(2, connections);
        var script = Path.Combine(AppContext.BaseDirectory, "Load", "load.lua");
        var start = new ProcessStartInfo(
            "wrk",
            [$"-t{threads}", $"-c{connections}", $"-d{duration.TotalSeconds:F0}s", "-s", script, $"{Address}"]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["LOAD"] = Kind;
        start.Environment["TARGET"] = Target;
        start.Environment["SAMPLES"] = Database.Samples;
        start.Environment["TOKEN"] = SampleKeys.Owner.Token.Reveal();
        start.Environment["RUN"] = $"{Interlocked.Increment(ref runs)}";
        using var wrk = Start(start);
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("wrk is not installed: apt-get install wrk.", missing);
        }
    }

    private Measurement Parse(string output)
    {
        var line = output.Split('\n').SingleOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
        var figures = line
            ?.Split(' ')[1..]
            .Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))
            .ToArray();
        if (figures is not [> 0 and var requests, var microseconds, var p50, var p99, 0])
            throw new InvalidOperationException($"Not every {Kind} succeeded: {output}");
        return new Measurement(
            requests / (microseconds / MicrosecondsPerSecond),
            p50 / MicrosecondsPerMillisecond,
            p99 / MicrosecondsPerMillisecond
        );
    }
}
