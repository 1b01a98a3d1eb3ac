using System.Net.Sockets;
using System.Text;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Faults;

/// <summary>SIGTERM: what runs is finished, nothing new begins, and nothing in memory is lost.</summary>
internal sealed class ShutdownTests
{
    [Test]
    public async Task ARequestThatRuns_IsFinished_AndNoNewOneIsTaken()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        await using var service = await database.ServeAsync();
        const string Body = """{"name":"Half-way","scopes":["read:chat"]}""";
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(HeadOf(service, Body) + Body[..9]));
        await UntilTheHeadIsReadAsync(service);

        var stopping = service.StopAsync();
        await UntilRefusedAsync(service.Address);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Body[9..]));
        using var answer = new StreamReader(stream);
        var status = await answer.ReadLineAsync();
        await stopping;

        Assert.That(status, Is.EqualTo("HTTP/1.1 201 Created"));
        Assert.That(await service.WaitForExitAsync(), Is.Zero);
        await using var restarted = await database.ServeAsync();
        using var client = restarted.ClientOf(service.OwnerKey);
        var found = await client.CallAsync("GET /v1/api-keys?search=Half-way");
        Assert.That(found.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task AVerificationThatRuns_IsFinished()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        await using var service = await database.ServeAsync();
        var body = $$"""{"key":"{{service.OwnerKey}}"}""";
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(HeadOf(service, body, "/v1/api-keys/verify") + body[..9]));
        await UntilTheHeadIsReadAsync(service);

        var stopping = service.StopAsync();
        await UntilRefusedAsync(service.Address);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body[9..]));
        using var answer = new StreamReader(stream);
        var text = await answer.ReadToEndAsync();
        await stopping;

        Assert.That(RawHttp.TextOf(text), Does.StartWith("""200 {"valid":true,"""));
    }

    [Test]
    public async Task LastUsesInMemory_AreWritten()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        await using var service = await database.ServeAsync("--LastUse:FlushSeconds", "3600");
        using var client = service.ClientOf(service.OwnerKey);
        var issued = await client.CallAsync("POST /v1/api-keys", """{"name":"Used","scopes":["*"]}""");
        using (var user = service.ClientOf(issued.Member("plaintextKey")))
            await user.CallAsync("GET /v1/api-keys");
        Assert.That(await LastUseAsync(client), Is.Null, "not written yet");

        await service.StopAsync();

        await using var restarted = await database.ServeAsync();
        using var again = restarted.ClientOf(service.OwnerKey);
        Assert.That(await LastUseAsync(again), Is.Not.Null);
    }

    private static async Task<string?> LastUseAsync(HttpClient client)
    {
        var list = await client.CallAsync("GET /v1/api-keys?search=Used");
        return list.Json.GetProperty("items")[0].GetProperty("lastUsedAt").GetString();
    }

    private static string HeadOf(ServiceProcess service, string body, string path = "/v1/api-keys") =>
        string.Join(
            "\r\n",
            $"POST {path} HTTP/1.1",
            $"Host: {service.Address.Authority}",
            $"Authorization: Bearer {service.OwnerKey}",
            "Content-Type: application/json",
            $"Content-Length: {body.Length}",
            "",
            ""
        );

    // A request of its own, sent later, has been answered: the earlier bytes have been read.
    private static async Task UntilTheHeadIsReadAsync(ServiceProcess service)
    {
        using var client = service.ClientOf(service.OwnerKey);
        for (var i = 0; i < 20; i++)
            await client.CallAsync("GET /v1/api-keys");
    }

    private static async Task UntilRefusedAsync(Uri address)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync(address.Host, address.Port, timeout.Token);
                await Task.Delay(10, timeout.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
