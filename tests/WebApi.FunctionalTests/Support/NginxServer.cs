using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>A real nginx as a process of its own, with a configuration of the documentation on free loopback ports.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private const string Debians = "/usr/sbin/nginx"; // not in every user's path
    private static readonly string Program = File.Exists(Debians) ? Debians : "nginx";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder folder = new();
    private readonly Process process;

    private NginxServer(string configuration, Uri address)
    {
        Address = address;
        File.WriteAllText(folder.File("nginx.conf"), configuration);
        var arguments = new[] { "-e", "stderr", "-p", folder.Path, "-c", folder.File("nginx.conf") };
        try
        {
            process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true })!;
        }
        catch (Win32Exception missing)
        {
            folder.Dispose();
            throw new InvalidOperationException("nginx is not installed: apt-get install nginx.", missing);
        }
    }

    public Uri Address { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="ports">The ports of the configuration, and what they are here; 8080 is the gateway's own.</param>
    public static async Task<NginxServer> StartAsync(string configuration, params (int Documented, int Here)[] ports)
    {
        var own = FreePort();
        foreach (var (documented, here) in (IEnumerable<(int, int)>)[.. ports, (8080, own)])
        {
            var replaced = configuration.Replace(
                $"127.0.0.1:{documented};",
                $"127.0.0.1:{here};",
                StringComparison.Ordinal
            );
            Assert.That(replaced, Is.Not.EqualTo(configuration), $"The configuration names port {documented}.");
            configuration = replaced;
        }

        var server = new NginxServer(configuration, new Uri($"http://127.0.0.1:{own}"));
        try
        {
            await server.ListensAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public HttpClient ClientOf(string? token)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // The master ends its workers.
            using var stop = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        folder.Dispose();
    }

    private async Task ListensAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"nginx ended: {await process.StandardError.ReadToEndAsync()}");
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Address.Port, timeout.Token);
                return;
            }
            catch (SocketException)
            {
                await timer.WaitForNextTickAsync(timeout.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
