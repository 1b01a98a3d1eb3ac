using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.DialNexa;

internal sealed class RevokeTests : ServiceFixture
{
    [Test]
    public async Task Revoke_EndsTheKeyAtOnce()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("CI");

        var answer = await tenant.Client.CallAsync($"DELETE {key.DialNexaPath}");

        Assert.That(answer.Text, Is.EqualTo("""200 {"message":"API key revoked."}"""));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(401));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.revoked", "api_key.issued" }));
    }

    [Test]
    public async Task Revoke_WhenAlreadyRevoked_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueRevokedAsync("CI");

        var answer = await tenant.Client.CallAsync($"DELETE {key.DialNexaPath}");

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NoSuchKey));
    }
}
