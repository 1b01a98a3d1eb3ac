using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.FunctionalTests.Life;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary>Every answer of <c>POST /v1/api-keys/verify</c>.</summary>
internal sealed class VerifyTests : VerificationFixture
{
    private const string Malformed =
        """200 {"valid":false,"code":"malformed","keyId":null,"name":null,"orgId":null,"workspaceId":null,"environment":null,"scopes":null,"expiresAt":null,"status":null}""";
    private const string UnknownSelector = "zzzzzzzzzzzzzz";

    [Test]
    public async Task AnAcceptedKey_IsValidInEitherForm()
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);

        foreach (var token in new[] { key.Secret, key.DialNexaSecret })
        {
            Assert.That(
                (await VerifyAsync(tenant, token)).Text,
                Is.EqualTo(
                    $$"""200 {"valid":true,"code":"valid","keyId":"{{key.Id}}","name":"Deploy","orgId":"{{tenant.OrgId}}","workspaceId":"main","environment":"live","scopes":["read:chat","write:chat"],"expiresAt":null,"status":"active"}"""
                )
            );
        }
    }

    [Test]
    public async Task AKeyOfTheTestEnvironmentAndAnotherWorkspace_IsValid()
    {
        var tenant = await NewTenantAsync();
        var neighbour = await NewTenantAsync(tenant.OrgId, "second");
        var expiry = At(TimeSpan.FromHours(1));
        var key = await neighbour.IssueAsync(
            "Café \\\"🔑\\\"",
            $$""" "scopes":["read:chat"],"environment":"test","expiresAt":"{{expiry}}" """
        );

        Assert.That(
            (await VerifyAsync(tenant, key.Secret)).Text,
            Is.EqualTo(
                $$"""200 {"valid":true,"code":"valid","keyId":"{{key.Id}}","name":"Café \"\uD83D\uDD11\"","orgId":"{{tenant.OrgId}}","workspaceId":"second","environment":"test","scopes":["read:chat"],"expiresAt":"{{expiry}}","status":"active"}"""
            )
        );
    }

    [TestCase("")]
    [TestCase("pk_live_")]
    [TestCase("pk_live_abcdefghijklmn_0123456789ABCDEFGHIJKLMNOPQRSTUV000000")]
    [TestCase("abcdefghijklmn:0123456789ABCDEFGHIJKLMNOPQRSTUV000000")]
    [TestCase("eyJhbGciOiJIUzI1NiJ9.e30.c2ln")]
    [TestCase("🔑")]
    public async Task AMalformedToken_IsMalformed(string token)
    {
        var tenant = await NewTenantAsync();

        Assert.That((await VerifyAsync(tenant, token)).Text, Is.EqualTo(Malformed));
    }

    [Test]
    public async Task AMistypedToken_IsMalformed()
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);
        var last = key.Secret[^1] == 'A' ? 'B' : 'A';

        Assert.That((await VerifyAsync(tenant, key.Secret[..^1] + last)).Text, Is.EqualTo(Malformed));
        Assert.That((await VerifyAsync(tenant, $" {key.Secret}")).Text, Is.EqualTo(Malformed));
        Assert.That((await VerifyAsync(tenant, $"Bearer {key.Secret}")).Text, Is.EqualTo(Malformed));
    }

    [Test]
    public async Task ATokenThatNobodyHolds_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);
        var revoked = await tenant.IssueRevokedAsync("Gone");
        string[] tokens =
        [
            Forged(UnknownSelector).Reveal(),
            Forged(UnknownSelector).RevealDialNexa(),
            Forged(key.Selector).Reveal(),
            Forged(key.Selector).RevealDialNexa(),
            Forged(revoked.Selector).Reveal(),
            Forged(key.Selector, KeyEnvironment.Test, key.Verifier).Reveal(),
        ];

        foreach (var (token, i) in tokens.Select((token, i) => (token, i)))
            Assert.That((await VerifyAsync(tenant, token)).Text, Is.EqualTo(NotFound), $"token {i}");
    }

    [Test]
    public async Task AnotherOrganizationsKey_IsNotFoundWhateverItsState()
    {
        var stranger = await NewTenantAsync();
        var tenant = await NewTenantAsync();
        var active = await DeployAsync(tenant);
        var revoked = await tenant.IssueRevokedAsync("Gone");

        foreach (var key in new[] { active, revoked, tenant.Owner })
            Assert.That((await VerifyAsync(stranger, key.Secret)).Text, Is.EqualTo(NotFound));
    }

    [Test]
    public async Task ARevokedKey_IsRevokedAlsoWhenItWasRotatedAndHasExpired()
    {
        var tenant = await NewTenantAsync();
        var expiry = At(TimeSpan.FromSeconds(1));
        var key = await DeployAsync(tenant, $$""","expiresAt":"{{expiry}}" """);
        await tenant.RotateAsync(key, graceSeconds: 60);
        await tenant.RevokeAsync(key);
        Service.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.That(
            (await VerifyAsync(tenant, key.Secret, """["read:billing"]""")).Text,
            Is.EqualTo(
                $$"""200 {"valid":false,"code":"revoked","keyId":"{{key.Id}}",{{Facts(tenant, $"\"{expiry}\"", "revoked")}}"""
            )
        );
    }

    [Test]
    public async Task AnExpiredKey_IsExpiredFromThatInstantOn()
    {
        var tenant = await NewTenantAsync();
        var expiry = At(TimeSpan.FromSeconds(1));
        var key = await DeployAsync(tenant, $$""","expiresAt":"{{expiry}}" """);
        Service.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That((await VerifyAsync(tenant, key.Secret)).Member("code"), Is.EqualTo("valid"));

        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(
            (await VerifyAsync(tenant, key.Secret, """["read:billing"]""")).Text,
            Is.EqualTo(
                $$"""200 {"valid":false,"code":"expired","keyId":"{{key.Id}}",{{Facts(tenant, $"\"{expiry}\"", "expired")}}"""
            )
        );
    }

    [Test]
    public async Task ARotatedKey_IsValidInItsGraceAndRotatedAfterIt()
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);
        var successor = await tenant.RotateAsync(key, graceSeconds: 60);
        Service.Clock.Advance(TimeSpan.FromMilliseconds(59_999));

        Assert.That(
            (await VerifyAsync(tenant, key.Secret)).Text,
            Is.EqualTo(
                $$"""200 {"valid":true,"code":"valid","keyId":"{{key.Id}}",{{Facts(tenant, "null", "rotated")}}"""
            )
        );
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(
            (await VerifyAsync(tenant, key.Secret, """["read:billing"]""")).Text,
            Is.EqualTo(
                $$"""200 {"valid":false,"code":"rotated","keyId":"{{key.Id}}",{{Facts(tenant, "null", "rotated")}}"""
            )
        );
        Assert.That((await VerifyAsync(tenant, successor.Secret)).Member("code"), Is.EqualTo("valid"));
    }

    [Test]
    public async Task AKeyRotatedAndExpired_IsExpired()
    {
        var tenant = await NewTenantAsync();
        var expiry = At(TimeSpan.FromSeconds(1));
        var key = await DeployAsync(tenant, $$""","expiresAt":"{{expiry}}" """);
        await tenant.RotateAsync(key);
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(
            (await VerifyAsync(tenant, key.Secret)).Text,
            Is.EqualTo(
                $$"""200 {"valid":false,"code":"expired","keyId":"{{key.Id}}",{{Facts(tenant, $"\"{expiry}\"", "rotated")}}"""
            )
        );
    }

    [TestCase("""["read:billing"]""")]
    [TestCase("""["read:chat","read:billing"]""")]
    [TestCase("""["*"]""")]
    [TestCase("""["READ:CHAT"]""")]
    [TestCase("""[""]""")]
    public async Task AKey_WithoutEveryRequiredScope_IsInsufficient(string scopes)
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);

        Assert.That(
            (await VerifyAsync(tenant, key.Secret, scopes)).Text,
            Is.EqualTo(
                $$"""200 {"valid":false,"code":"insufficient_scope","keyId":"{{key.Id}}",{{Facts(tenant, "null", "active")}}"""
            )
        );
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""["write:chat"]""")]
    [TestCase("""["write:chat","read:chat","write:chat"]""")]
    public async Task AKey_WithEveryRequiredScope_IsValid(string scopes)
    {
        var tenant = await NewTenantAsync();
        var key = await DeployAsync(tenant);

        Assert.That((await VerifyAsync(tenant, key.Secret, scopes)).Member("code"), Is.EqualTo("valid"));
    }

    [TestCase("""["*"]""")]
    [TestCase("""["read:chat","made:up"]""")]
    public async Task AKeyWithTheScopeAll_CoversEveryScope(string scopes)
    {
        var tenant = await NewTenantAsync();

        Assert.That((await VerifyAsync(tenant, tenant.Owner.Secret, scopes)).Member("code"), Is.EqualTo("valid"));
    }
}
