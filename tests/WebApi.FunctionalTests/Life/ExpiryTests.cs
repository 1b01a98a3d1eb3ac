using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>A key with an expiry, around that instant.</summary>
internal sealed class ExpiryTests : ServiceFixture
{
    [Test]
    public async Task AKey_IsAcceptedUntilItsExpiryAndNotAtIt()
    {
        var (tenant, key) = await KeyForASecondAsync();
        Service.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(403));
        Assert.That(await StatusAsync(tenant, key), Is.EqualTo(("active", "false")));

        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(401));
        Assert.That(await StatusAsync(tenant, key), Is.EqualTo(("expired", "true")));
    }

    [Test]
    public async Task AnExpiredKey_DoesNotAuthenticateInEitherForm()
    {
        var (tenant, key) = await ExpiredKeyAsync();

        var native = await tenant.ClientOf(key).CallAsync("GET /v1/api-keys");
        var dialNexa = await Service.ClientOf(key.DialNexaSecret).CallAsync("GET /dialnexa/v1/api-keys");

        Assert.That(native.Text, Is.EqualTo(NativeRefusal.Unauthorized));
        Assert.That(dialNexa.Text, Is.EqualTo(DialNexaRefusal.Unauthorized));
        Assert.That(native["WWW-Authenticate"], Is.EqualTo("Bearer error=\"invalid_token\""));
    }

    [Test]
    public async Task AnExpiredKey_CanBeRenamedInBothDialectsAndStaysExpired()
    {
        var (tenant, key) = await ExpiredKeyAsync();

        Assert.That((await tenant.RenameAsync(key, "First")).Member("status"), Is.EqualTo("expired"));
        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", """{"name":"Second"}""");

        Assert.That(
            (answer.Status, answer.Member("name"), answer.Json.GetProperty("is_expired").GetBoolean()),
            Is.EqualTo((200, "Second", true))
        );
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(401));
    }

    [Test]
    public async Task AnExpiredKey_HoldsItsNameUntilItIsRenamed()
    {
        var (tenant, key) = await ExpiredKeyAsync();
        const string Issue = """{"name":"Deploy","scopes":["read:chat"]}""";
        var taken = await tenant.Client.CallAsync("POST /v1/api-keys", Issue);
        Assert.That(taken.Text, Is.EqualTo(NativeRefusal.NameTaken(key)));

        await tenant.RenameAsync(key, "Other");

        Assert.That((await tenant.Client.CallAsync("POST /v1/api-keys", Issue)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task AnExpiredKey_HoldsItsNameUntilItIsRevoked()
    {
        var (tenant, key) = await ExpiredKeyAsync();
        await tenant.RevokeAsync(key);

        Assert.That((await tenant.IssueAsync("Deploy")).Id, Is.Not.EqualTo(key.Id));
    }

    [Test]
    public async Task AKeyInGrace_WhenItExpiresFirst_IsNotAcceptedAnyMore()
    {
        var (tenant, key) = await KeyForASecondAsync();
        var successor = await tenant.RotateAsync(key, graceSeconds: 60);
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        foreach (var secret in new[] { key, successor })
            Assert.That(await tenant.StatusOfTokenAsync(secret), Is.EqualTo(401));
        Assert.That((await tenant.GetAsync(key)).Member("status"), Is.EqualTo("rotated"));
        Assert.That((await tenant.GetAsync(successor)).Member("status"), Is.EqualTo("expired"));
    }

    private static async Task<(string? Status, string IsExpired)> StatusAsync(TestTenant tenant, TestKey key)
    {
        var native = (await tenant.GetAsync(key)).Member("status");
        var dialNexa = await tenant.InDialNexaAsync(key);
        return (native, dialNexa!.Contains("\"is_expired\":true", StringComparison.Ordinal) ? "true" : "false");
    }

    private async Task<(TestTenant, TestKey)> KeyForASecondAsync()
    {
        var tenant = await NewTenantAsync();
        var expiry = At(TimeSpan.FromSeconds(1));
        return (tenant, await tenant.IssueAsync("Deploy", $$""" "scopes":["read:chat"],"expiresAt":"{{expiry}}" """));
    }

    private async Task<(TestTenant, TestKey)> ExpiredKeyAsync()
    {
        var (tenant, key) = await KeyForASecondAsync();
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        return (tenant, key);
    }
}
