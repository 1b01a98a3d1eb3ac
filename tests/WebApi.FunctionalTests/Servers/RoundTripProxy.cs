using System.Net;
using System.Net.Sockets;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>
/// Stands between the service and its server and counts round trips: each time the client speaks after the server did.
/// </summary>
internal sealed class RoundTripProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private readonly int serverPort;
    private int roundTrips;

    public RoundTripProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int RoundTrips => Volatile.Read(ref roundTrips);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, serverPort, stopping.Token);
            var hasServerSpoken = true;
            // The flag is shared by both directions; the bytes themselves order its changes.
            var up = PumpAsync(
                client,
                server,
                () =>
                {
                    if (Interlocked.Exchange(ref hasServerSpoken, false))
                        Interlocked.Increment(ref roundTrips);
                }
            );
            var down = PumpAsync(server, client, () => Interlocked.Exchange(ref hasServerSpoken, true));
            await Task.WhenAny(up, down);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Action count)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int length;
            while ((length = await from.GetStream().ReadAsync(buffer, stopping.Token)) > 0)
            {
                count();
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), stopping.Token);
            }
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or OperationCanceledException
                        or ObjectDisposedException
                        or InvalidOperationException
            )
        {
            // One side has gone; the other is closed with it.
        }
    }
}
