using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

internal sealed class GetTests : ServiceFixture
{
    [Test]
    public async Task Get_WhenRevoked_ShowsTheKeyWithItsStatus()
    {
        var tenant = await NewTenantAsync();
        var createdAt = Now;
        var key = await tenant.IssueAsync("Gone");
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1234));
        await tenant.RevokeAsync(key);

        var answer = await tenant.GetAsync(key);

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$"""200 {"id":"{{key.Id}}","prefix":"pk_live_{{key.Selector}}","name":"Gone","scopes":["read:chat"],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{tenant.Owner.Id}}","createdAt":"{{createdAt}}","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":"{{Now}}","status":"revoked"}"""
            )
        );
        Assert.That(answer["ETag"], Is.EqualTo("\"2\""));
    }

    [Test]
    public async Task Get_OfTheFirstKey_SaysThatTheSystemMadeIt()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.GetAsync(tenant.Owner);

        Assert.That(answer.Member("createdBy"), Is.EqualTo("system:bootstrap"));
    }

    [Test]
    public async Task Get_WhenTheExpiryPasses_IsExpiredUnderTheSameVersion()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Short",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        var before = await tenant.GetAsync(key);
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        var after = await tenant.GetAsync(key);

        Assert.That((before.Member("status"), after.Member("status")), Is.EqualTo(("active", "expired")));
        Assert.That((before["ETag"], after["ETag"]), Is.EqualTo(("\"1\"", "\"1\"")));
    }

    [TestCase("GET /v1/api-keys/{0}")]
    [TestCase("GET /v1/api-keys/{0}/events")]
    [TestCase("DELETE /v1/api-keys/{0}")]
    public async Task Operation_OnAKeyThatIsNotThere_IsNotFound(string request)
    {
        var tenant = await NewTenantAsync();
        var strangers = await (await NewTenantAsync()).IssueAsync("Theirs");
        var neighbours = await (await NewTenantAsync(tenant.OrgId, "other")).IssueAsync("Theirs");
        string[] ids = [$"{Guid.NewGuid()}", "nobody", $"{Guid.NewGuid():N}", strangers.Id, neighbours.Id];

        foreach (var id in ids)
        {
            var answer = await tenant.Client.CallAsync(string.Format(null, request, id));
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey), id);
        }
    }
}
