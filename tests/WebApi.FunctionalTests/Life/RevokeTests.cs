using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Revoking keys that are not plainly active, in both dialects.</summary>
internal sealed class RevokeTests : ServiceFixture
{
    private const string GraceOver =
        """409 {"error":{"code":"state_conflict","message":"The key is rotated and its grace is over."}}""";
    private const string DialNexaRevoked = """200 {"message":"API key revoked."}""";

    [Test]
    public async Task Revoke_WhenExpired_Succeeds()
    {
        var (tenant, key) = await ExpiredKeyAsync();

        var answer = await tenant.RevokeAsync(key);

        Assert.That(answer.Text, Is.EqualTo(Revoked(key)));
        Assert.That((await tenant.GetAsync(key)).Member("status"), Is.EqualTo("revoked"));
        Assert.That((await tenant.Client.CallAsync("GET /v1/api-keys?status=expired")).Body, Does.Not.Contain(key.Id));
    }

    [Test]
    public async Task Revoke_WhenRotatedAndInGrace_EndsTheOldSecretAtOnceAndLeavesTheSuccessor()
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy");
        var successor = await tenant.RotateAsync(old, graceSeconds: 60);

        var answer = await tenant.RevokeAsync(old);

        Assert.That(answer.Text, Is.EqualTo(Revoked(old)));
        Assert.That(await tenant.StatusOfTokenAsync(old), Is.EqualTo(401));
        Assert.That(await tenant.StatusOfTokenAsync(successor), Is.EqualTo(403));
        Assert.That(
            await tenant.EventsAsync(old),
            Is.EqualTo(new[] { "api_key.revoked", "api_key.rotated", "api_key.issued" })
        );
    }

    [TestCase(0, 0)]
    [TestCase(2, 2)]
    public async Task Revoke_WhenRotatedAndTheGraceIsOver_IsAConflict(int graceSeconds, int later)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        await tenant.RotateAsync(key, graceSeconds);
        Service.Clock.Advance(TimeSpan.FromSeconds(later));

        var answer = await tenant.RevokeAsync(key);

        Assert.That(answer.Text, Is.EqualTo(GraceOver));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.rotated", "api_key.issued" }));
    }

    [Test]
    public async Task Revoke_WhenAlreadyRevoked_IsAConflictAndKeepsTheFirstInstant()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueRevokedAsync("Deploy");
        var before = await tenant.GetAsync(key);
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await tenant.RevokeAsync(key)).Text, Is.EqualTo(NativeRefusal.AlreadyRevoked));
        Assert.That((await tenant.GetAsync(key)).Text, Is.EqualTo(before.Text));
    }

    [Test]
    public async Task Revoke_OfARotatedKeyInGrace_WhenRevokedBefore_IsAConflict()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        await tenant.RotateAsync(key, graceSeconds: 60);
        await tenant.RevokeAsync(key);

        Assert.That((await tenant.RevokeAsync(key)).Text, Is.EqualTo(NativeRefusal.AlreadyRevoked));
    }

    [Test]
    public async Task DialNexaRevoke_WhenExpired_Succeeds()
    {
        var (tenant, key) = await ExpiredKeyAsync();

        Assert.That((await DialNexaRevokeAsync(tenant, key)).Text, Is.EqualTo(DialNexaRevoked));
    }

    [Test]
    public async Task DialNexaRevoke_WhenRotatedAndInGrace_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        await tenant.RotateAsync(key, graceSeconds: 60);

        Assert.That((await DialNexaRevokeAsync(tenant, key)).Text, Is.EqualTo(DialNexaRevoked));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(401));
    }

    [Test]
    public async Task DialNexaRevoke_WhenRotatedAndTheGraceIsOver_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        await tenant.RotateAsync(key, graceSeconds: 2);
        Service.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.That((await DialNexaRevokeAsync(tenant, key)).Text, Is.EqualTo(DialNexaRefusal.NoSuchKey));
    }

    [Test]
    public async Task DialNexaRevoke_WhenAlreadyRevoked_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueRevokedAsync("Deploy");

        Assert.That((await DialNexaRevokeAsync(tenant, key)).Text, Is.EqualTo(DialNexaRefusal.NoSuchKey));
    }

    private static Task<Answer> DialNexaRevokeAsync(TestTenant tenant, TestKey key) =>
        tenant.Client.CallAsync($"DELETE {key.DialNexaPath}");

    private string Revoked(TestKey key) => $$"""200 {"id":"{{key.Id}}","revokedAt":"{{Now}}"}""";

    private async Task<(TestTenant, TestKey)> ExpiredKeyAsync()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Deploy",
            $$""" "scopes":["read:chat"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}" """
        );
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        return (tenant, key);
    }
}
