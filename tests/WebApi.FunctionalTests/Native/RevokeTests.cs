using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

internal sealed class RevokeTests : ServiceFixture
{
    [Test]
    public async Task Revoke_EndsTheKeyAtOnce()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("CI");

        var answer = await tenant.RevokeAsync(key);

        Assert.That(answer.Text, Is.EqualTo($$"""200 {"id":"{{key.Id}}","revokedAt":"{{Now}}"}"""));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(401));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.revoked", "api_key.issued" }));
    }

    [Test]
    public async Task Revoke_WhenAlreadyRevoked_IsAConflictAndWritesNothing()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueRevokedAsync("CI");
        var before = await tenant.GetAsync(key);
        Service.Clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await tenant.RevokeAsync(key);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.AlreadyRevoked));
        Assert.That((await tenant.GetAsync(key)).Text, Is.EqualTo(before.Text));
    }

    [Test]
    public async Task Revoke_WhenExpired_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Short",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((await tenant.RevokeAsync(key)).Status, Is.EqualTo(200));
        Assert.That((await tenant.GetAsync(key)).Member("status"), Is.EqualTo("revoked"));
    }

    [Test]
    public async Task Revoke_OfTheCallersOwnKey_Succeeds()
    {
        var tenant = await NewTenantAsync();

        Assert.That((await tenant.RevokeAsync(tenant.Owner)).Status, Is.EqualTo(200));
        Assert.That(await tenant.StatusOfTokenAsync(tenant.Owner), Is.EqualTo(401));
    }
}
