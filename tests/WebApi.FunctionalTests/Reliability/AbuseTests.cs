using System.Net.Sockets;
using System.Text;
using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>What an attacker can send to an open port: memory stays bounded, and an honest client is served meanwhile.</summary>
internal sealed class AbuseTests
{
    private const int Connections = 2_000;
    private const int Large = 200;
    private const int RandomTokens = 50_000;
    private const int ParsedTokens = 1_000_000;
    private const int Megabyte = 1 << 20;
    private const long MaxMemory = 700;
    private static readonly TimeSpan Trickle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private RealDatabase database = null!;
    private ServiceProcess service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        service = await database.ServeAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await service.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task HalfOpenConnections_AreClosed_AndHoldNobodyUp()
    {
        var closed = 0;
        var honest = await HonestClient.DuringAsync(
            service,
            async () =>
            {
                var all = Enumerable.Range(0, Connections).Select(i => HoldAsync(i)).ToArray();
                closed = (await Task.WhenAll(all)).Count(isClosed => isClosed);
            }
        );

        Assert.That(closed, Is.EqualTo(Connections), "each is closed by the service");
        Record(
            honest,
            "half-open",
            $"{Connections} connections that send a head or a body byte by byte, each closed by the service"
        );
    }

    [Test]
    public async Task LargeHeadersAndBodies_AreRefused()
    {
        var statuses = new Dictionary<string, int>();
        var honest = await HonestClient.DuringAsync(
            service,
            async () =>
            {
                for (var i = 0; i < Large; i++)
                {
                    var answer = await RawHttp.SendAsync(service.Address, LargeRequest(i % 2 == 0), Patience);
                    var status = answer.Length == 0 ? "reset" : answer.Split(' ')[1];
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                }
            }
        );

        Assert.That(statuses.Keys, Is.SubsetOf(new[] { "413", "431", "reset" }));
        var seen = string.Join(", ", statuses.OrderBy(status => status.Key).Select(one => $"{one.Key} × {one.Value}"));
        Record(honest, "large", $"{Large} requests with 1 MiB of headers or body ({seen})");
    }

    [Test]
    public async Task DeeplyNestedJson_IsRefused()
    {
        using var client = service.ClientOf(service.OwnerKey);
        string[] bodies =
        [
            new('[', 60_000),
            string.Concat(Enumerable.Repeat("""{"name":""", 6_000)),
            $$"""{"name":"x","scopes":{{new string('[', 30_000)}}{{new string(']', 30_000)}}}""",
        ];
        var honest = await HonestClient.DuringAsync(
            service,
            async () =>
            {
                for (var i = 0; i < Large; i++)
                {
                    var answer = await client.CallAsync("POST /v1/api-keys", bodies[i % bodies.Length]);
                    Assert.That(answer.Status, Is.EqualTo(400));
                    Assert.That(answer.Body, Does.StartWith("""{"error":{"code":"validation_failed","""));
                }
            }
        );

        Record(honest, "nested", $"{Large} bodies nested up to 60 000 deep, all 400");
    }

    [Test]
    public async Task RandomTokens_AreRefused_AndLeaveNoMemoryBehind()
    {
        using var client = service.ClientOf(null);
        var random = new Random(7);
        var tokens = Enumerable
            .Range(0, RandomTokens)
            .Select(i => TokenText(random, isWellFormed: i % 2 == 0))
            .ToArray();
        var refused = 0;
        var honest = await HonestClient.DuringAsync(
            service,
            () =>
                Parallel.ForEachAsync(
                    tokens,
                    new ParallelOptions { MaxDegreeOfParallelism = 16 },
                    async (token, _) =>
                    {
                        var answer = await client.CallAsync(
                            "GET /v1/api-keys",
                            headers: ("Authorization", $"Bearer {token}")
                        );
                        if (answer.Text == NativeRefusal.Unauthorized)
                            Interlocked.Increment(ref refused);
                    }
                )
        );

        Assert.That(refused, Is.EqualTo(RandomTokens));
        Record(honest, "tokens", $"{RandomTokens} random tokens, half of them well-formed, all 401");
    }

    [Test]
    public void AMillionRandomTokens_AreReadWithoutMemory()
    {
        var random = new Random(11);
        var wellFormed = 0;
        for (var i = 0; i < ParsedTokens; i++)
        {
            if (KeyToken.Parse(TokenText(random, isWellFormed: false)) is not null)
                wellFormed++;
        }

        Assert.That(wellFormed, Is.Zero);
        Figures.Record("Abuse, parsing", $"{ParsedTokens} random tokens of the right shape: none passed its checksum.");
    }

    private static void Record(HonestClient honest, string title, string abuse)
    {
        honest.AssertServed(Patience, MaxMemory);
        Figures.Record(
            $"Abuse, {title}",
            $"{abuse}; meanwhile an honest client was served {honest.Served} times, at most in {honest.Slowest.TotalMilliseconds:F0} ms; memory at most {honest.PeakMemory} MiB."
        );
    }

    // Whether the service ends the connection by itself.
    private async Task<bool> HoldAsync(int number)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var tcp = new TcpClient();
        var stream = await ConnectAsync(tcp, patience.Token);
        const string Head = "POST /v1/api-keys HTTP/1.1\r\nHost: x\r\n";
        const string Body = Head + "Content-Type: application/json\r\nContent-Length: 60000\r\n";
        var start = number % 4 == 0 ? $"{Body}Authorization: Bearer {service.OwnerKey}\r\n\r\n{{" : Head;
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), patience.Token);
            var closed = stream.CopyToAsync(Stream.Null, patience.Token);
            while (!closed.IsCompleted)
            {
                await Task.WhenAny(closed, Task.Delay(Trickle, patience.Token));
                await stream.WriteAsync("x"u8.ToArray(), patience.Token);
            }

            await closed;
            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private async Task<NetworkStream> ConnectAsync(TcpClient tcp, CancellationToken ct)
    {
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port, ct);
        return tcp.GetStream();
    }

    private byte[] LargeRequest(bool inHeader)
    {
        var filling = new string('x', Megabyte);
        var head =
            $"POST /v1/api-keys HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {service.OwnerKey}\r\n";
        return Encoding.ASCII.GetBytes(
            inHeader
                ? $"{head}X-Large: {filling}\r\n\r\n"
                : $"{head}Content-Type: application/json\r\nContent-Length: {Megabyte}\r\n\r\n{filling}"
        );
    }

    private static string TokenText(Random random, bool isWellFormed)
    {
        var selector = new string(random.GetItems<char>(KeyToken.SelectorAlphabet, KeyToken.SelectorLength));
        var verifier = new string(random.GetItems<char>(KeyToken.VerifierAlphabet, KeyToken.VerifierLength));
        return isWellFormed
            ? KeyToken.Create(KeyEnvironment.Live, selector, verifier).Reveal()
            : $"pk_live_{selector}_{verifier}{new string(random.GetItems<char>(KeyToken.VerifierAlphabet, 6))}";
    }
}
