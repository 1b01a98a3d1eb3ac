using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Life;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.RateLimiting;

/// <summary>Five requests of management a minute and caller, three of an address, two of verification.</summary>
internal sealed class RateLimitTests : ServiceFixture
{
    private const int Management = 5;
    private const int Anonymous = 3;
    private const int Verification = 2;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private const string Native =
        """429 {"error":{"code":"rate_limited","message":"Too many requests. Wait 45 seconds before the next one.","details":{"retryAfter":45}}}""";
    private const string DialNexa =
        """429 {"statusCode":429,"message":"Too many requests. Wait 45 seconds before the next one.","error":"Too Many Requests"}""";

    private TestTenant tenant = null!;

    private protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>(SessionDraft.Settings)
        {
            ["RateLimiting:Management:PermitLimit"] = $"{Management}",
            ["RateLimiting:Management:AnonymousPermitLimit"] = $"{Anonymous}",
            ["RateLimiting:Verification:PermitLimit"] = $"{Verification}",
        };

    // Each test has a window of its own, of which 45 seconds are left.
    [SetUp]
    public async Task EnterTheNextWindow()
    {
        tenant = await NewTenantAsync();
        var inWindow = TimeSpan.FromTicks(Service.Clock.GetUtcNow().Ticks % Window.Ticks);
        Service.Clock.Advance(Window - inWindow + TimeSpan.FromSeconds(15));
    }

    [TestCase("/v1/api-keys", Native)]
    [TestCase("/dialnexa/v1/api-keys", DialNexa)]
    public async Task OverTheLimit_IsRefusedInTheDialectsBodyUntilTheWindowEnds(string path, string refusal)
    {
        for (var i = 1; i <= Management; i++)
            AssertState(await tenant.Client.CallAsync($"GET {path}"), 200, Management, Management - i);

        var over = await tenant.Client.CallAsync($"GET {path}");
        Assert.That(over.Text, Is.EqualTo(refusal));
        Assert.That(over["Retry-After"], Is.EqualTo("45"));
        AssertState(over, 429, Management, 0);

        Service.Clock.Advance(TimeSpan.FromSeconds(45));
        AssertState(await tenant.Client.CallAsync($"GET {path}"), 200, Management, Management - 1);
    }

    [Test]
    public async Task ARefusedChange_ChangesNothing()
    {
        var key = await tenant.IssueAsync("Before");
        for (var i = 1; i < Management; i++)
            await tenant.GetAsync(key);

        Assert.That((await tenant.RenameAsync(key, "After")).Status, Is.EqualTo(429));
        Service.Clock.Advance(Window);
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task EveryAnswerOfTheGroup_TellsTheState()
    {
        var weak = tenant.ClientOf(await tenant.IssueAsync("Weak"));

        AssertState(await weak.CallAsync("GET /v1/api-keys"), 403, Management, 4);
        AssertState(await tenant.Client.CallAsync("GET /v1/api-keys/none"), 404, Management, 3);
        AssertState(await tenant.Client.CallAsync("PUT /v1/api-keys"), 405, Management, 2);
        AssertState(await tenant.Client.CallAsync("POST /v1/api-keys", "[]"), 400, Management, 1);
        AssertState(await tenant.Client.CallAsync("GET /dialnexa/nowhere"), 404, Management, 0);
        AssertState(await Service.ClientOf(null).CallAsync("GET /v1/api-keys"), 401, Anonymous, 2);
    }

    [Test]
    public async Task TheGroups_AreCountedApart()
    {
        var body = $$"""{"key":"{{tenant.Owner.Secret}}"}""";
        AssertState(await tenant.Client.CallAsync("POST /v1/api-keys/verify", body), 200, Verification, 1);
        AssertState(await tenant.Client.CallAsync("GET /v1/auth/below"), 204, Verification, 0);
        AssertState(await tenant.Client.CallAsync("POST /v1/api-keys/verify", body), 429, Verification, 0);

        AssertState(await tenant.Client.CallAsync("GET /v1/api-keys"), 200, Management, 4);
    }

    [TestCase("/health/live")]
    [TestCase("/nowhere")]
    public async Task WhatIsInNoGroup_IsNotLimited(string path)
    {
        for (var i = 0; i <= Management; i++)
        {
            var answer = await Service.ClientOf(null).CallAsync($"GET {path}");
            Assert.That((answer.Status == 429, answer["X-RateLimit-Limit"]), Is.EqualTo((false, (string?)null)));
        }
    }

    [Test]
    public async Task EachKey_IsCountedForItself_InWhateverForm()
    {
        var other = await NewTenantAsync();
        Service.Clock.Advance(Window);

        for (var i = 1; i <= Management; i++)
        {
            var token = i % 2 == 0 ? tenant.Owner.Secret : tenant.Owner.DialNexaSecret;
            AssertState(await Service.ClientOf(token).CallAsync("GET /v1/api-keys"), 200, Management, Management - i);
        }

        Assert.That((await tenant.Client.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(429));
        AssertState(await other.Client.CallAsync("GET /v1/api-keys"), 200, Management, Management - 1);
    }

    [Test]
    public async Task EachSessionSubject_IsCountedForItself_WhateverItsToken()
    {
        AssertState(await SessionOf("alice", "owner").CallAsync("GET /v1/api-keys"), 200, Management, 4);
        AssertState(await SessionOf("alice", "admin").CallAsync("GET /v1/api-keys"), 200, Management, 3);
        AssertState(await SessionOf("bob", "owner").CallAsync("GET /v1/api-keys"), 200, Management, 4);
    }

    [Test]
    public async Task RefusedTokensAndNone_AreCountedTogetherByAddress()
    {
        string?[] tokens = [null, "wrong", tenant.Owner.Secret[..^1] + "-"];
        foreach (var (token, i) in tokens.Select((token, i) => (token, i)))
            AssertState(await Service.ClientOf(token).CallAsync("GET /v1/api-keys"), 401, Anonymous, 2 - i);

        AssertState(await Service.ClientOf(null).CallAsync("GET /v1/api-keys"), 429, Anonymous, 0);
        AssertState(await tenant.Client.CallAsync("GET /v1/api-keys"), 200, Management, Management - 1);
    }

    private HttpClient SessionOf(string subject, string role)
    {
        var session = new SessionDraft(Service.Clock, tenant.OrgId, role);
        session.Claims["sub"] = subject;
        return Service.ClientOf(session.ToString());
    }

    // The window ends at a full minute.
    private void AssertState(Answer answer, int status, int limit, int remaining)
    {
        var now = Service.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.That(
            (answer.Status, answer["X-RateLimit-Limit"], answer["X-RateLimit-Remaining"], answer["X-RateLimit-Reset"]),
            Is.EqualTo((status, $"{limit}", $"{remaining}", $"{(now / 60 + 1) * 60}"))
        );
    }
}
