using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ApiKeys.Benchmarks.Load;

/// <summary>What the figures were measured on; without names of hosts, users or paths.</summary>
internal static class Machine
{
    public static string Describe()
    {
        const double KibibytesPerGibibyte = 1024 * 1024;
        var total = double.Parse(ValueIn("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({ValueIn("/proc/cpuinfo", "model name")}), {total / KibibytesPerGibibyte:F0} GiB, {ValueIn("/etc/os-release", "PRETTY_NAME", '=').Trim('"')}, {RuntimeInformation.FrameworkDescription}"
        );
    }

    public static async Task<string> CommitAsync()
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["describe", "--always", "--dirty"]) { RedirectStandardOutput = true }
        )!;
        return (await git.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static string ValueIn(string file, string name, char separator = ':') =>
        File.ReadLines(file)
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(separator) + 1)..].Trim())
            .FirstOrDefault("unknown");
}
