using System.Diagnostics;

namespace ApiKeys.Benchmarks.Load;

/// <summary>This program again, as the floor, in a process of its own.</summary>
internal sealed class FloorProcess : IAsyncDisposable
{
    private readonly Process process;

    private FloorProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<FloorProcess> StartAsync(BenchDatabase database)
    {
        string[] arguments =
        [
            typeof(FloorProcess).Assembly.Location,
            "floor",
            database.Provider,
            database.ConnectionString,
            database.Samples,
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var address = await process.StandardOutput.ReadLineAsync();
        return new FloorProcess(process, new Uri(address ?? throw new InvalidOperationException("No floor started.")));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
