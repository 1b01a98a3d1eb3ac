using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Life;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary><c>/v1/auth</c>: what a proxy asks before it lets a request through.</summary>
internal sealed class ForwardAuthTests : VerificationFixture
{
    private protected override IReadOnlyDictionary<string, string?> Settings => SessionDraft.Settings;

    private static IEnumerable<string> Requests =>
        from method in new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "BREW" }
        from path in new[] { "/v1/auth", "/v1/auth/", "/v1/auth/any/path/pk_%20x?other=1" }
        select $"{method} {path}";

    [TestCaseSource(nameof(Requests))]
    public async Task AnAcceptedKey_IsLetThroughWithItsIdentity(string request)
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);

        foreach (var token in new[] { key.Secret, key.DialNexaSecret })
        {
            var answer = await Service.ClientOf(token).CallAsync(request);

            Assert.That(answer.Text, Is.EqualTo("204"));
            Assert.That(
                $"{answer["X-Api-Key-Id"]} {answer["X-Api-Key-Name"]} {answer["X-Api-Key-Org"]} {answer["X-Api-Key-Workspace"]} {answer["X-Api-Key-Scopes"]}",
                Is.EqualTo($"{key.Id} Deploy {tenant.OrgId} main read:chat write:chat")
            );
            Assert.That(answer["Cache-Control"], Is.EqualTo("no-store"));
        }
    }

    [Test]
    public async Task ABody_IsNotRead()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync("POST /v1/auth", "no JSON", "text/plain");

        Assert.That(answer.Text, Is.EqualTo("204"));
    }

    [TestCase("Plain-1.2_3~", "Plain-1.2_3~")]
    [TestCase("Two words", "Two%20words")]
    [TestCase("100%", "100%25")]
    [TestCase("\\\"quoted\\\" \\\\", "%22quoted%22%20%5C")]
    [TestCase("a, b; c: d", "a%2C%20b%3B%20c%3A%20d")]
    [TestCase("Ключ é", "%D0%9A%D0%BB%D1%8E%D1%87%20%C3%A9")]
    [TestCase("🔑", "%F0%9F%94%91")]
    public async Task AName_IsPercentEncoded(string name, string header)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(name);

        var answer = await tenant.ClientOf(key).CallAsync("GET /v1/auth");

        Assert.That(answer["X-Api-Key-Name"], Is.EqualTo(header));
    }

    [TestCase("", 204)]
    [TestCase("?scope=read:chat", 204)]
    [TestCase("?scope=read%3Achat&scope=write:chat", 204)]
    [TestCase("?scope=read:chat&scope=read:billing", 403)]
    [TestCase("?scope=read:billing", 403)]
    [TestCase("?scope=*", 403)]
    [TestCase("?scope=", 403)]
    [TestCase("?scope=read:chat,write:chat", 403)]
    [TestCase("?scope=read:chat%20write:chat", 403)]
    [TestCase("?scope=READ:CHAT", 403)]
    public async Task EveryScope_IsRequired(string query, int status)
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);

        var answer = await tenant.ClientOf(key).CallAsync($"GET /v1/auth/chat{query}");

        Assert.That(answer.Text, Is.EqualTo(status is 204 ? "204" : NativeRefusal.Forbidden));
        Assert.That(
            answer["WWW-Authenticate"],
            Is.EqualTo(status is 204 ? null : "Bearer error=\"insufficient_scope\"")
        );
        Assert.That(answer["X-Api-Key-Id"], Is.EqualTo(status is 204 ? key.Id : null));
    }

    [Test]
    public async Task TheScopeAll_CoversEveryScope()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync("GET /v1/auth?scope=read:billing&scope=made:up");

        Assert.That((answer.Text, answer["X-Api-Key-Scopes"]), Is.EqualTo(("204", "*")));
    }

    [TestCase(null, "Bearer")]
    [TestCase("nonsense", "Bearer error=\"invalid_token\"")]
    public async Task NoAcceptedKey_IsUnauthorized(string? token, string challenge)
    {
        var answer = await Service.ClientOf(token).CallAsync("GET /v1/auth?scope=read:chat");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Unauthorized));
        Assert.That(answer["WWW-Authenticate"], Is.EqualTo(challenge));
    }

    [Test]
    public async Task ARefusal_OfAHeadRequestHasNoBody()
    {
        var answer = await Service.ClientOf(null).CallAsync("HEAD /v1/auth");

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo(("401", "Bearer")));
    }

    [Test]
    public async Task ARevokedExpiredRotatedOrForgedKey_IsUnauthorized()
    {
        var tenant = await NewTenantAsync();
        var expiring = await DeployAsync(tenant, $$""","expiresAt":"{{At(TimeSpan.FromSeconds(1))}}" """);
        var rotated = await tenant.IssueAsync("Rotated");
        await tenant.RotateAsync(rotated);
        var revoked = await tenant.IssueRevokedAsync("Gone");
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        foreach (
            var token in new[]
            {
                expiring.Secret,
                rotated.Secret,
                revoked.DialNexaSecret,
                Forged(tenant.Owner.Selector).Reveal(),
            }
        )
        {
            Assert.That(
                (await Service.ClientOf(token).CallAsync("GET /v1/auth")).Text,
                Is.EqualTo(NativeRefusal.Unauthorized)
            );
        }
    }

    [Test]
    public async Task ASession_IsUnauthorized()
    {
        var tenant = await NewTenantAsync();
        var session = new SessionDraft(Service.Clock, tenant.OrgId).ToString();

        var answer = await Service.ClientOf(session).CallAsync("GET /v1/auth");

        Assert.That((await Service.ClientOf(session).CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));
        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Unauthorized));
        Assert.That(answer["WWW-Authenticate"], Is.EqualTo("Bearer error=\"invalid_token\""));
    }

    [Test]
    public async Task APathThatOnlyBeginsLikeIt_IsNotThere()
    {
        var tenant = await NewTenantAsync();

        Assert.That((await tenant.Client.CallAsync("GET /v1/authentic")).Text, Is.EqualTo(NativeRefusal.NoSuchPath));
    }
}
