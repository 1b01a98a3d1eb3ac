using ApiKeys.Infrastructure.Persistence;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Life;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary>Who may verify, what is no verification, and what one leaves behind.</summary>
internal sealed class VerifyCallerTests : VerificationFixture
{
    private const string Verify = "POST /v1/api-keys/verify";
    private const string WrongType = "The value is of the wrong type, or the JSON breaks here.";
    private const string KeyRequired = "The key to verify is required.";

    private protected override IReadOnlyDictionary<string, string?> Settings => SessionDraft.Settings;

    [Test]
    public async Task EveryAuthenticatedCaller_MayVerify()
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);
        string[] callers =
        [
            key.Secret,
            key.DialNexaSecret,
            new SessionDraft(Service.Clock, tenant.OrgId, "member").ToString(),
            new SessionDraft(Service.Clock, tenant.OrgId, role: null, workspaceId: "second").ToString(),
        ];

        foreach (var (caller, i) in callers.Select((caller, i) => (caller, i)))
        {
            var answer = await Service.ClientOf(caller).CallAsync(Verify, Body(key.Secret));
            Assert.That((answer.Status, answer.Member("code")), Is.EqualTo((200, "valid")), $"caller {i}");
        }
    }

    [TestCase(null, "Bearer")]
    [TestCase("nonsense", "Bearer error=\"invalid_token\"")]
    public async Task NoAcceptedToken_IsUnauthorized(string? token, string challenge)
    {
        var answer = await Service.ClientOf(token).CallAsync(Verify, Body("x"));

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Unauthorized));
        Assert.That(answer["WWW-Authenticate"], Is.EqualTo(challenge));
    }

    [TestCase("{}", "key", KeyRequired)]
    [TestCase("""{"key":null}""", "key", KeyRequired)]
    [TestCase("""{"Key":"x"}""", "key", KeyRequired)]
    [TestCase("""{"key":7}""", "key", WrongType)]
    [TestCase("""{"key":["x"]}""", "key", WrongType)]
    [TestCase("""{"key":"x","scopes":"read:chat"}""", "scopes", WrongType)]
    [TestCase("""{"key":"x","scopes":{}}""", "scopes", WrongType)]
    [TestCase("""{"key":"x","scopes":[7]}""", "scopes", WrongType)]
    [TestCase("""{"key":"x","scopes":["read:chat",null]}""", "scopes", "The scopes are strings.")]
    [TestCaseSource(typeof(BadBodies), nameof(BadBodies.Broken))]
    public async Task ABadBody_IsRefusedWithItsField(string body, string field, string message)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Verify, body);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Invalid(field, message)));
    }

    [Test]
    public async Task WrongMediaTypeSizeAndMethod_AreRefused()
    {
        var tenant = await NewTenantAsync();

        Assert.That(
            (await tenant.Client.CallAsync(Verify, Body("x"), "text/plain")).Text,
            Is.EqualTo(NativeRefusal.UnsupportedMediaType)
        );
        Assert.That(
            (await tenant.Client.CallAsync(Verify, Body(new string('x', 70_000)))).Text,
            Is.EqualTo(NativeRefusal.PayloadTooLarge)
        );
        var put = await tenant.Client.CallAsync("PUT /v1/api-keys/verify", Body("x"));
        Assert.That(put.Status, Is.EqualTo(405));
        Assert.That(put["Allow"], Does.Contain("POST"));
    }

    [TestCase("GET")]
    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task AMethodOfAKey_TakesVerifyForAMalformedId(string method)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync($"{method} /v1/api-keys/verify");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
    }

    [Test]
    public async Task ASuccessfulVerification_CountsAsUseOfTheVerifiedKeyAndOnlyThat()
    {
        var tenant = await NewTenantAsync();
        var valid = await DeployAsync(tenant);
        var insufficient = await tenant.IssueAsync("Little");
        var revoked = await tenant.IssueRevokedAsync("Gone");
        var forged = await tenant.IssueAsync("Forged");
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        await VerifyAsync(tenant, valid.Secret);
        await VerifyAsync(tenant, insufficient.Secret, """["read:billing"]""");
        await VerifyAsync(tenant, revoked.Secret);
        await VerifyAsync(tenant, Forged(forged.Selector).Reveal());
        await VerifyAsync(await NewTenantAsync(), insufficient.Secret);

        Assert.That(await LastUseAsync(tenant, valid), Is.EqualTo(Now));
        foreach (var key in new[] { insufficient, revoked, forged })
            Assert.That(await LastUseAsync(tenant, key), Is.Null);
    }

    [Test]
    public async Task ACallersOwnKey_IsUsedByCallingAndTheVerifiedOneIsNot()
    {
        var tenant = await NewTenantAsync();
        var caller = await DeployAsync(tenant);
        var verified = await tenant.IssueRevokedAsync("Gone");
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        await tenant.ClientOf(caller).CallAsync(Verify, Body(verified.Secret));

        Assert.That(await LastUseAsync(tenant, caller), Is.EqualTo(Now));
        Assert.That(await LastUseAsync(tenant, verified), Is.Null);
    }

    [Test]
    public async Task AVerifiedKey_IsInNoLog()
    {
        await using var service = new TestService(configure: services =>
            services.AddLogging(logging => logging.AddFilter<CapturedLogs>(null, LogLevel.Trace))
        );
        var tenant = await TestTenant.CreateAsync(service, "secretive", "main");
        var key = await tenant.IssueAsync("Deploy");

        await VerifyAsync(tenant, key.Secret);
        await VerifyAsync(tenant, key.DialNexaSecret, "7");
        await VerifyAsync(tenant, Forged(key.Selector).Reveal());
        await service.ClientOf(key.Secret).CallAsync("GET /v1/auth");

        var logs = service.Logs.Text;
        Assert.That(logs.Contains("Executing action method", StringComparison.Ordinal), "MVC's trace is in the log");
        foreach (var secret in new[] { key.Verifier, WrongVerifier })
            Assert.That(logs.Contains(secret, StringComparison.Ordinal), Is.False);
    }

    private async Task<string?> LastUseAsync(TestTenant tenant, TestKey key)
    {
        await Service.Services.GetRequiredService<LastUseRecorder>().FlushAsync(CancellationToken.None);
        return (await tenant.GetAsync(key)).Member("lastUsedAt");
    }
}
