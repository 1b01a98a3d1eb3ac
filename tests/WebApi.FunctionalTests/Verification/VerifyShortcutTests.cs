using System.Net.Sockets;
using System.Text;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary>
/// A plain verification is answered without the framework's binding. Whoever asks cannot tell: the same body under a
/// content type that is not the plain one, which goes to the action, gets the same answer.
/// </summary>
internal sealed class VerifyShortcutTests : VerificationFixture
{
    private const string NotPlain = "application/json; charset=utf-8";

    private static IEnumerable<TestCaseData> Bodies =>
        [
            Case("accepted", 200, """{"key":"KEY"}"""),
            Case("white space", 200, " {\r\n\t\"key\" : \"KEY\" , \"scopes\" : [ \"read:chat\" ] } \n"),
            Case("unknown members", 200, """{"more":{"deep":[1]},"key":"KEY","scopes":null}"""),
            Case("insufficient scope", 200, """{"key":"KEY","scopes":["read:chat","read:audit"]}"""),
            Case("escaped", 200, """{"\u006bey":"KEY"}"""),
            Case("malformed key", 200, """{"key":"nonsense"}"""),
            Case("long", 200, $$"""{"padding":"{{new string('x', 5000)}}","key":"KEY"}"""),
            Case("no key", 400, "{}"),
            Case("key null", 400, """{"key":null}"""),
            Case("key in another case", 400, """{"Key":"KEY"}"""),
            Case("key of another type", 400, """{"key":7}"""),
            Case("scope null", 400, """{"key":"KEY","scopes":[null]}"""),
            Case("scopes of another type", 400, """{"key":"KEY","scopes":"read:chat"}"""),
            Case("a member twice", 400, """{"key":"KEY","key":"KEY"}"""),
            Case("two objects", 400, """{"key":"KEY"}{"key":"KEY"}"""),
            Case("something behind", 400, """{"key":"KEY"} x"""),
            Case("comment", 400, """{"key":"KEY"/*?*/}"""),
            Case("trailing comma", 400, """{"key":"KEY",}"""),
            Case("cut off", 400, """{"key":"KEY" """),
            Case("null", 400, "null"),
            Case("list", 400, "[]"),
            Case("empty", 400, ""),
            Case("too deep", 400, $$"""{"key":"KEY","more":{{new string('[', 40)}}{{new string(']', 40)}}}"""),
            Case("too large", 413, $$"""{"key":"KEY","more":"{{new string('x', 70_000)}}"}"""),
        ];

    [TestCaseSource(nameof(Bodies))]
    public async Task APlainRequest_IsAnsweredLikeAnyOther(int status, string body)
    {
        var tenant = await NewTenantAsync();
        body = body.Replace("KEY", (await DeployAsync(tenant)).Secret, StringComparison.Ordinal);

        var plain = await tenant.Client.CallAsync("POST /v1/api-keys/verify", body);
        var other = await tenant.Client.CallAsync("POST /v1/api-keys/verify", body, NotPlain);

        Assert.That(plain.Status, Is.EqualTo(status));
        Assert.That(plain.Text, Is.EqualTo(other.Text));
        Assert.That(HeadersOf(plain), Is.EqualTo(HeadersOf(other)));
    }

    [TestCase("application/json", 0, null)]
    [TestCase(NotPlain, 0, "v1/api-keys/verify")]
    [TestCase("application/json", 100, "v1/api-keys/verify", Description = "Limits are counted before the action.")]
    public async Task OnlyAPlainRequest_WithoutALimit_DoesNotReachTheAction(
        string contentType,
        int limit,
        string? endpoint
    )
    {
        var probe = new EndpointProbe();
        var settings = new Dictionary<string, string?> { ["RateLimiting:Verification:PermitLimit"] = $"{limit}" };
        await using var service = new TestService(settings, services => services.AddSingleton<IStartupFilter>(probe));
        var tenant = await TestTenant.CreateAsync(service, "acme", "main");

        var answer = await tenant.Client.CallAsync("POST /v1/api-keys/verify", Body(tenant.Owner.Secret), contentType);

        Assert.That((answer.Status, probe.Reached), Is.EqualTo((200, endpoint)));
    }

    [Test]
    public async Task TwoAuthorizations_AreNone()
    {
        var tenant = await NewTenantAsync();
        var authorization = $"Authorization: Bearer {tenant.Owner.Secret}";
        var answer = await RawHttp.AskAsync(
            tenant.Client.BaseAddress!,
            "POST /v1/api-keys/verify HTTP/1.1",
            Body(tenant.Owner.Secret),
            authorization,
            authorization
        );

        Assert.That(answer, Does.StartWith("401 "));
    }

    [Test]
    public async Task ABody_ThatComesInParts_IsVerified()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        await using var service = await database.ServeAsync();
        var body = Body(service.OwnerKey!);

        Assert.That(await SendInPartsAsync(service, body), Does.StartWith("""200 {"valid":true,"code":"valid","""));
        Assert.That(await SendInPartsAsync(service, body + "!"), Does.StartWith("""400 {"error":"""));
    }

    private static async Task<string> SendInPartsAsync(ServiceProcess service, string body)
    {
        using var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(service.Address.Host, service.Address.Port);
        var stream = tcp.GetStream();
        string[] parts =
        [
            $"POST /v1/api-keys/verify HTTP/1.1\r\nHost: {service.Address.Authority}\r\nConnection: close\r\n",
            $"Authorization: Bearer {service.OwnerKey}\r\nContent-Type: application/json\r\n",
            $"Content-Length: {body.Length}\r\n\r\n{body[..9]}",
            body[9..20],
            body[20..],
        ];
        foreach (var part in parts)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(part));
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        using var answer = new StreamReader(stream);
        return RawHttp.TextOf(await answer.ReadToEndAsync());
    }

    private static IEnumerable<string> HeadersOf(Answer answer) =>
        answer
            .Headers.Select(header => $"{header.Key.ToUpperInvariant()}: {header.Value}")
            .Where(header => !header.StartsWith("X-REQUEST-ID:", StringComparison.Ordinal))
            .Where(header => !header.StartsWith("DATE:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Sees which endpoint a request was taken to, if any.</summary>
    private sealed class EndpointProbe : IStartupFilter
    {
        public string? Reached { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    async (context, rest) =>
                    {
                        await rest();
                        Reached = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                    }
                );
                next(app);
            };
    }

    private static TestCaseData Case(string what, int status, string body) =>
        new TestCaseData(status, body).SetArgDisplayNames(what);
}
