using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Rotations that succeed.</summary>
internal sealed class RotateTests : ServiceFixture
{
    [TestCase(0)]
    [TestCase(2)]
    [TestCase(2_592_000)]
    public async Task Rotate_AnswersTheOldIdTheNewKeyAndTheGrace(int graceSeconds)
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy", """ "scopes":["read:chat","read:audit"],"environment":"test" """);
        Service.Clock.Advance(TimeSpan.FromSeconds(5));

        var answer = await tenant.TryRotateAsync(old, graceSeconds);

        var successor = Rotation.SuccessorIn(answer);
        Assert.That(
            Redacted(answer, successor),
            Is.EqualTo(
                $$$"""201 {"oldKeyId":"{{{old.Id}}}","newKey":{"id":"{{{successor.Id}}}","prefix":"pk_test_{{{successor.Selector}}}","plaintextKey":"***","scopes":["read:chat","read:audit"],"createdAt":"{{{Now}}}","expiresAt":null},"graceSeconds":{{{graceSeconds}}}}"""
            )
        );
        Assert.That(successor.Secret, Does.StartWith($"pk_test_{successor.Selector}_"));
        Assert.That(successor.Id, Is.Not.EqualTo(old.Id));
        Assert.That(await tenant.StatusOfTokenAsync(successor), Is.EqualTo(403));
        Assert.That(await tenant.StatusOfTokenAsync(old), Is.EqualTo(graceSeconds == 0 ? 401 : 403));
    }

    [TestCase(null, null, Description = "no body")]
    [TestCase("", "application/json")]
    [TestCase("{}", "application/json")]
    [TestCase("""{"other":1}""", "application/json; charset=utf-8")]
    public async Task Rotate_WithoutGraceSeconds_EndsTheOldKeyAtOnce(string? body, string? contentType)
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy");

        var answer = await tenant.Client.CallAsync($"POST {old.Path}/rotate", body, contentType);

        Assert.That(answer.Json.GetProperty("graceSeconds").GetRawText(), Is.EqualTo("0"));
        Assert.That(await tenant.StatusOfTokenAsync(old), Is.EqualTo(401));
        Assert.That(await tenant.StatusOfTokenAsync(Rotation.SuccessorIn(answer)), Is.EqualTo(403));
    }

    [Test]
    public async Task Rotate_KeepsNameScopesWorkspaceEnvironmentAndExpiry()
    {
        var tenant = await NewTenantAsync();
        var expires = At(TimeSpan.FromDays(1));
        var old = await tenant.IssueAsync(
            "Deploy",
            $$""" "scopes":["read:chat","write:chat"],"environment":"test","expiresAt":"{{expires}}" """
        );
        Service.Clock.Advance(TimeSpan.FromSeconds(5));

        var successor = await tenant.RotateAsync(old);

        var view = await tenant.GetAsync(successor);
        Assert.That(
            view.Text,
            Is.EqualTo(
                $$"""200 {"id":"{{successor.Id}}","prefix":"pk_test_{{successor.Selector}}","name":"Deploy","scopes":["read:chat","write:chat"],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{tenant.Owner.Id}}","createdAt":"{{Now}}","expiresAt":"{{expires}}","lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}"""
            )
        );
        Assert.That(view["ETag"], Is.EqualTo("\"1\""));
        Assert.That((await tenant.GetAsync(old))["ETag"], Is.EqualTo("\"2\""));
    }

    [Test]
    public async Task Rotate_LeavesAnEventOnBothKeysEachNamingTheOther()
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy");
        var successor = await tenant.RotateAsync(old);

        Assert.That(
            await LatestAsync(tenant, old),
            Is.EqualTo($$$"""api_key.rotated {"successorId":"{{{successor.Id}}}"}""")
        );
        Assert.That(
            await LatestAsync(tenant, successor),
            Is.EqualTo($$$"""api_key.issued {"predecessorId":"{{{old.Id}}}"}""")
        );
        Assert.That(await tenant.EventsAsync(old), Is.EqualTo(new[] { "api_key.rotated", "api_key.issued" }));
        Assert.That(await tenant.EventsAsync(successor), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Rename_OfARotatedKey_SucceedsAndLeavesItRotated()
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy");
        var successor = await tenant.RotateAsync(old);

        var answer = await tenant.RenameAsync(old, "Deploy (old)");

        Assert.That(
            (answer.Status, answer.Member("name"), answer.Member("status")),
            Is.EqualTo((200, "Deploy (old)", "rotated"))
        );
        Assert.That((await tenant.GetAsync(successor)).Member("name"), Is.EqualTo("Deploy"));
        Assert.That(await tenant.StatusOfTokenAsync(old), Is.EqualTo(401));
    }

    [Test]
    public async Task Rename_OfARotatedKey_ToItsSuccessorsName_SucceedsBecauseItHoldsNone()
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy");
        var successor = await tenant.RotateAsync(old);
        await tenant.RenameAsync(successor, "Deploy 2");

        Assert.That((await tenant.RenameAsync(old, "Deploy 2")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Rotate_OfTheSuccessor_MakesAChain()
    {
        var tenant = await NewTenantAsync();
        var first = await tenant.IssueAsync("Deploy");
        var second = await tenant.RotateAsync(first, graceSeconds: 60);
        var third = await tenant.RotateAsync(second, graceSeconds: 60);

        foreach (var key in new[] { first, second, third })
            Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(403));
        var live = await tenant.Client.CallAsync("GET /v1/api-keys?status=active&search=deploy");
        Assert.That(
            live.Json.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetString(),
            Is.EqualTo(third.Id)
        );
    }

    [Test]
    public async Task Rotate_OfTheCallersOwnKey_Succeeds()
    {
        var tenant = await NewTenantAsync();

        var successor = await tenant.RotateAsync(tenant.Owner);

        Assert.That((await tenant.Client.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(401));
        Assert.That(await tenant.StatusOfTokenAsync(successor), Is.EqualTo(200));
    }

    [TestCase("\"1\"")]
    [TestCase("*")]
    public async Task Rotate_WhenIfMatchMatches_Succeeds(string ifMatch)
    {
        var tenant = await NewTenantAsync();
        var old = await tenant.IssueAsync("Deploy");

        var answer = await tenant.Client.CallAsync($"POST {old.Path}/rotate", "{}", headers: ("If-Match", ifMatch));

        Assert.That(answer.Status, Is.EqualTo(201));
    }

    private static async Task<string> LatestAsync(TestTenant tenant, TestKey key)
    {
        var latest = (await tenant.HistoryAsync(key)).Json.GetProperty("items")[0];
        return $"{latest.GetProperty("type").GetString()} {latest.GetProperty("data").GetRawText()}";
    }

    private static string Redacted(Answer answer, TestKey key) =>
        answer.Text.Replace(key.Secret, "***", StringComparison.Ordinal);
}
