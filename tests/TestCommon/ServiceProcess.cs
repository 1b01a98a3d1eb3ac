using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ApiKeys.TestCommon;

/// <summary>The real executable as a process of its own, to be killed, restarted and run twice.</summary>
public sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(IEnumerable<string> arguments)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "ApiKeys.WebApi.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var argument in (string[])[assembly, .. arguments])
            start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => listening.Task.Result;

    public int Id => process.Id;

    /// <summary>Both output streams so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>The owner key it printed; null when it printed none.</summary>
    public string? OwnerKey => OwnerKeyLine().Match(Output) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Starts serving on a free loopback port and waits until it listens and the start is complete.</summary>
    public static async Task<ServiceProcess> StartAsync(params string[] arguments)
    {
        var service = Launch(["--urls", "http://127.0.0.1:0", .. arguments]);
        var ended = service.process.WaitForExitAsync();
        await Task.WhenAny(service.listening.Task, ended, Task.Delay(StartTimeout));
        if (!service.listening.Task.IsCompleted)
        {
            await service.DisposeAsync();
            throw new InvalidOperationException(
                "The service did not start:\n" + OwnerKeyLine().Replace(service.Output, "***")
            );
        }

        return service;
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public static ServiceProcess Launch(params string[] arguments)
    {
        var service = new ServiceProcess(arguments);
        service.Begin();
        return service;
    }

    /// <summary>Runs it to its end, as an operator's command; the exit code and both output streams.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var service = Launch(arguments);
        return (await service.WaitForExitAsync(), service.Output);
    }

    /// <summary>Waits until it ends by itself; the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        await process.WaitForExitAsync(timeout.Token);
        process.WaitForExit();
        return process.ExitCode;
    }

    public HttpClient ClientOf(string? token)
    {
        var client = new HttpClient(new ContractHandler { InnerHandler = new SocketsHttpHandler() })
        {
            BaseAddress = Address,
        };
        if (token is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return client;
    }

    /// <summary>SIGKILL: no chance to clean up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: a clean shutdown.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Begin()
    {
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
        // The address is printed first, "Application started" after the owner key.
        if (line.Contains("Application started", StringComparison.Ordinal))
            listening.TrySetResult(new Uri(AddressLine().Match(Output).Groups[1].Value));
    }

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"^Owner key \(shown once\): (\S+)", RegexOptions.Multiline)]
    private static partial Regex OwnerKeyLine();
}
