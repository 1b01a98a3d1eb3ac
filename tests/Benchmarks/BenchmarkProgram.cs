using ApiKeys.Benchmarks.Load;
using BenchmarkDotNet.Running;

namespace ApiKeys.Benchmarks;

/// <summary><c>load [--quick]</c>: over HTTP, see <see cref="LoadRun"/>. Else the benchmarks of the inside.</summary>
internal static class BenchmarkProgram
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["load", .. var options]:
                return await LoadRun.RunAsync(isQuick: options.Contains("--quick"));
            case ["floor", var provider, var connectionString, var samples]:
                await Floor.RunAsync(provider, connectionString, samples);
                return 0;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
                return 0;
        }
    }
}
