using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Session tokens that are not what they claim, or do not claim enough: 401.</summary>
internal sealed class SessionForgeryTests : ServiceFixture
{
    private const string InvalidToken = "Bearer error=\"invalid_token\"";

    private protected override IReadOnlyDictionary<string, string?> Settings => SessionDraft.Settings;

    private static IEnumerable<TestCaseData> Forgeries =>
        [
            Claim("wrong issuer", "iss", "https://evil.example"),
            Claim("no issuer", "iss", null),
            Claim("wrong audience", "aud", "https://other.example"),
            Claim("no audience", "aud", null),
            Forged("tampered payload", token => token.Tampering = PayloadOfAnOwner),
            Forged("tampered signature", token => token.Tampering = parts => [parts[0], parts[1], Flipped(parts[2])]),
            Forged("signature cut off", token => token.Tampering = parts => [parts[0], parts[1], ""]),
            Forged("two parts", token => token.Tampering = parts => [parts[0], parts[1]]),
            Forged("four parts", token => token.Tampering = parts => [.. parts, ""]),
            Forged("foreign key", token => token.Key = RandomNumberGenerator.GetBytes(64)),
            Forged("empty key", token => token.Key = []),
            Forged("alg none without signature", token => None(token, parts => [parts[0], parts[1], ""])),
            Forged("alg none with signature", token => None(token, parts => parts)),
            Forged("alg HS384 with the right key", token => Sign(token, "HS384", HMACSHA384.HashData)),
            Forged("alg HS512 with the right key", token => Sign(token, "HS512", HMACSHA512.HashData)),
            Forged("alg RS256 over an HMAC", token => Sign(token, "RS256", HMACSHA256.HashData)),
            Forged("alg missing", token => token.Header.Remove("alg")),
            Forged("expired this second", token => token.Claims["exp"] = token.Now),
            Forged("expired by a second", token => token.Claims["exp"] = token.Now - 1),
            Forged("not valid for another second", token => token.Claims["nbf"] = token.Now + 1),
            Claim("without exp", "exp", null),
            Forged("exp as a string", token => token.Claims["exp"] = $"{token.Now + 3600}"),
            Claim("exp as a word", "exp", "tomorrow"),
            Forged("nbf as a string", token => token.Claims["nbf"] = $"{token.Now}"),
            Forged(
                "unpaired surrogate in sub",
                token => token.Tampering = _ => Resigned(token, @"{""sub"":""a\ud800"",")
            ),
            Forged(
                "unpaired surrogate in org_id",
                token => token.Tampering = _ => Resigned(token, @"{""org_id"":""a\ud800"",")
            ),
            Forged("payload that is no object", token => token.Tampering = _ => token.Signed("[]")),
            Claim("without sub", "sub", null),
            Claim("empty sub", "sub", ""),
            Claim("number as sub", "sub", 7),
            Forged("null as sub", token => token.Claims["sub"] = null),
            Claim("list as sub", "sub", new JsonArray("alice", "bob")),
            Claim("sub of 256 characters", "sub", new string('x', 256)),
            Claim("without org_id", "org_id", null),
            Claim("empty org_id", "org_id", ""),
            Claim("number as org_id", "org_id", 7),
            Claim("list as org_id", "org_id", new JsonArray("acme", "other")),
            Claim("list of one as org_id", "org_id", new JsonArray("acme")),
            Claim("object as org_id", "org_id", new JsonObject { ["id"] = "acme" }),
            Claim("true as org_id", "org_id", true),
            Claim("malformed org_id", "org_id", "ac me"),
            Claim("org_id of 65 characters", "org_id", new string('x', 65)),
            Forged("null as workspace_id", token => token.Claims["workspace_id"] = null),
            Claim("empty workspace_id", "workspace_id", ""),
            Claim("malformed workspace_id", "workspace_id", "a/b"),
            Claim("number as workspace_id", "workspace_id", 7),
            Claim("list as workspace_id", "workspace_id", new JsonArray("main", "other")),
        ];

    [TestCaseSource(nameof(Forgeries))]
    public async Task ASession_ThatIsForgedOrIncomplete_IsUnauthorized(Action<SessionDraft> forge)
    {
        var token = new SessionDraft(Service.Clock, "acme");
        Assert.That((await ListAsync(token)).Status, Is.EqualTo(200), "before it was forged");
        forge(token);

        var answer = await ListAsync(token);

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((NativeRefusal.Unauthorized, InvalidToken)));
    }

    [Test]
    public async Task ASession_IsAcceptedUntilItsExpiryAndFromItsNotBefore()
    {
        var token = new SessionDraft(Service.Clock, "acme");
        token.Claims["nbf"] = token.Now;
        token.Claims["exp"] = token.Now + 1;

        Assert.That((await ListAsync(token)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task ASession_OnDialNexasPaths_IsUnauthorized()
    {
        var client = Service.ClientOf($"{new SessionDraft(Service.Clock, "acme")}");

        var answer = await client.CallAsync("GET /dialnexa/v1/api-keys");

        Assert.That(
            (answer.Text, answer["WWW-Authenticate"]),
            Is.EqualTo((DialNexaRefusal.Unauthorized, InvalidToken))
        );
    }

    [Test]
    public async Task ASession_WhereNoneAreConfigured_IsUnauthorized()
    {
        await using var service = new TestService();
        var client = service.ClientOf($"{new SessionDraft(service.Clock, "acme")}");

        var answer = await client.CallAsync("GET /v1/api-keys");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Unauthorized));
    }

    [TestCase("HS256", 401)]
    [TestCase("HS512", 200)]
    public async Task ASession_WhereAnotherAlgorithmIsConfigured_NeedsThatOne(string algorithm, int status)
    {
        var settings = new Dictionary<string, string?>(SessionDraft.Settings)
        {
            ["Authentication:Schemes:Session:ValidAlgorithms:0"] = "HS512",
        };
        await using var service = new TestService(settings);
        var token = new SessionDraft(service.Clock, "acme");
        Sign(token, algorithm, algorithm == "HS512" ? HMACSHA512.HashData : HMACSHA256.HashData);

        Assert.That((await service.ClientOf($"{token}").CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task TwoAuthorizationHeaders_AreUnauthorizedInEitherOrder()
    {
        var session = $"{new SessionDraft(Service.Clock, "acme")}";
        var key = await Service.IssueOwnerKeyAsync("acme");

        foreach (var tokens in new[] { new[] { session, key }, [key, session], [session, session] })
            Assert.That(await RawStatusAsync(tokens), Is.EqualTo("HTTP/1.1 401 Unauthorized"));
        Assert.That(await RawStatusAsync([session]), Is.EqualTo("HTTP/1.1 200 OK"));
    }

    private Task<Answer> ListAsync(SessionDraft token) => Service.ClientOf($"{token}").CallAsync("GET /v1/api-keys");

    // The client library would join the headers to one.
    private async Task<string?> RawStatusAsync(string[] tokens)
    {
        var address = Service.ClientOf(null).BaseAddress!;
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);
        await using var stream = connection.GetStream();
        var headers = string.Concat(tokens.Select(token => $"Authorization: Bearer {token}\r\n"));
        var request = $"GET /v1/api-keys HTTP/1.1\r\nHost: {address.Authority}\r\n{headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync();
    }

    private static TestCaseData Claim(string what, string name, JsonNode? value) =>
        Forged(
            what,
            token =>
            {
                token.Claims.Remove(name);
                if (value is not null)
                    token.Claims[name] = value.DeepClone();
            }
        );

    private static TestCaseData Forged(string what, Action<SessionDraft> forge) =>
        new TestCaseData(forge).SetArgDisplayNames(what);

    private static void None(SessionDraft token, Func<string[], string[]> tampering)
    {
        token.Header["alg"] = "none";
        token.Tampering = tampering;
    }

    private static void Sign(SessionDraft token, string algorithm, Func<byte[], byte[], byte[]> signature)
    {
        token.Header["alg"] = algorithm;
        token.Signature = signature;
    }

    private static string[] PayloadOfAnOwner(string[] parts)
    {
        var other = SessionDraft.Read(parts[1]);
        other["org_id"] = "other";
        return [parts[0], SessionDraft.Part(other.ToJsonString()), parts[2]];
    }

    // JSON that the serializer would not write.
    private static string[] Resigned(SessionDraft token, string start)
    {
        token.Claims.Remove(start.Split('"')[1]);
        return token.Signed(start + token.Claims.ToJsonString()[1..]);
    }

    private static string Flipped(string part) => (part[0] == 'A' ? 'B' : 'A') + part[1..];
}
