using System.Diagnostics;
using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>Somebody who asks politely, ten times a second, while others do not; and the service's memory meanwhile.</summary>
internal sealed class HonestClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly List<(int Status, TimeSpan Took)> answers = [];

    public int Served => answers.Count;

    public TimeSpan Slowest => answers.Max(answer => answer.Took);

    /// <summary>The largest resident memory that was seen, in MiB.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>Runs <paramref name="abuse"/>, and asks as long as it runs.</summary>
    public static async Task<HonestClient> DuringAsync(ServiceProcess service, Func<Task> abuse)
    {
        var honest = new HonestClient();
        using var client = service.ClientOf(service.OwnerKey);
        var running = abuse();
        do
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await client.CallAsync("GET /v1/api-keys");
            honest.answers.Add((answer.Status, Stopwatch.GetElapsedTime(started)));
            honest.PeakMemory = Math.Max(honest.PeakMemory, MemoryOf(service));
            await Task.Delay(Pause);
        } while (!running.IsCompleted);
        await running;
        return honest;
    }

    public void AssertServed(TimeSpan patience, long memory)
    {
        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(200));
        Assert.That(Slowest, Is.LessThan(patience));
        Assert.That(PeakMemory, Is.LessThan(memory));
    }

    /// <summary>Resident memory, in MiB.</summary>
    public static long MemoryOf(ServiceProcess service)
    {
        using var process = Process.GetProcessById(service.Id);
        return process.WorkingSet64 >> 20;
    }
}
