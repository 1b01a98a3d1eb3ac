using System.Net.Sockets;
using System.Text;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>Bytes to a server and back, for what no well-behaved client sends.</summary>
internal static class RawHttp
{
    /// <summary>Sends <paramref name="request"/> and reads until the server closes; what came back.</summary>
    public static async Task<string> SendAsync(Uri address, byte[] request, TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port, timeout.Token);
        var stream = tcp.GetStream();
        using var answer = new MemoryStream();
        try
        {
            var reading = stream.CopyToAsync(answer, timeout.Token);
            await stream.WriteAsync(request, timeout.Token);
            await reading;
        }
        catch (IOException)
        {
            // Refused before all was read: what came until then is the answer.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>Status and body of one request, given as lines without the ends; the connection is closed after it.</summary>
    public static async Task<string> AskAsync(Uri address, string requestLine, string body, params string[] headers)
    {
        string[] head =
        [
            requestLine,
            $"Host: {address.Authority}",
            "Connection: close",
            "Content-Type: application/json",
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}",
            .. headers,
        ];
        var request = Encoding.UTF8.GetBytes($"{string.Join("\r\n", head)}\r\n\r\n{body}");
        return TextOf(await SendAsync(address, request, TimeSpan.FromSeconds(30)));
    }

    /// <summary>Status and body in one line; chunks are put together.</summary>
    public static string TextOf(string answer)
    {
        var parts = answer.Split("\r\n\r\n", 2);
        var status = parts[0].Split(' ')[1];
        if (!parts[0].Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return $"{status} {parts[1]}";
        var chunks = parts[1].Split("\r\n").Where((_, i) => i % 2 == 1);
        return $"{status} {string.Concat(chunks)}";
    }
}
