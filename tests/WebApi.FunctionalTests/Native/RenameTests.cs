using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

internal sealed class RenameTests : ServiceFixture
{
    [Test]
    public async Task Rename_AnswersTheKeyWithItsNewNameAndVersion()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Before",
            """
            "scopes":["read:chat","write:chat"],"environment":"test","expiresAt":"2031-01-02T03:04:05.678+02:00"
            """
        );

        var answer = await tenant.RenameAsync(key, "After");

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$"""200 {"id":"{{key.Id}}","prefix":"pk_test_{{key.Selector}}","name":"After","scopes":["read:chat","write:chat"],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{tenant.Owner.Id}}","createdAt":"{{Now}}","expiresAt":"2031-01-02T01:04:05.678Z","lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}"""
            )
        );
        Assert.That(answer["ETag"], Is.EqualTo("\"2\""));
        Assert.That(answer["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
    }

    [Test]
    public async Task Rename_ChangesTheNameAndNothingElse()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var before = await tenant.GetAsync(key);
        Service.Clock.Advance(TimeSpan.FromMinutes(5));

        await tenant.RenameAsync(key, "After");

        var after = await tenant.GetAsync(key);
        Assert.That(after.Text, Is.EqualTo(before.Text.Replace("\"Before\"", "\"After\"", StringComparison.Ordinal)));
        Assert.That((before["ETag"], after["ETag"]), Is.EqualTo(("\"1\"", "\"2\"")));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(403), "its secret still authenticates");
    }

    [Test]
    public async Task Rename_LeavesOneEventThatSaysWhoChangedWhichNameToWhich()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var issued = (await tenant.HistoryAsync(key)).Json.GetProperty("items")[0].GetRawText();
        Service.Clock.Advance(TimeSpan.FromMinutes(5));

        await tenant.RenameAsync(key, "After");

        var history = await tenant.HistoryAsync(key);
        var id = history.Json.GetProperty("items")[0].GetProperty("id");
        Assert.That(
            history.Text,
            Is.EqualTo(
                $$$"""200 {"items":[{"id":"{{{id}}}","type":"api_key.renamed","at":"{{{Now}}}","actor":"api_key:{{{tenant.Owner.Id}}}","data":{"oldName":"Before","newName":"After"}},{{{issued}}}],"nextCursor":null}"""
            )
        );
    }

    [Test]
    public async Task Rename_ToTheCurrentName_SucceedsAndWritesNothing()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Same");

        var answer = await tenant.RenameAsync(key, " Same ");

        Assert.That((answer.Status, answer.Member("name"), answer["ETag"]), Is.EqualTo((200, "Same", "\"1\"")));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [TestCase("  trimmed ", "trimmed")]
    [TestCase("Caf\\u0065\\u0301", "Café", Description = "NFC")]
    [TestCase("👩\u200d💻\u200e", "👩\u200d💻\u200e", Description = "joiners and marks are allowed")]
    [TestCase("\\ud83d\\udd11", "🔑")]
    [TestCase("ＷＩＤＥ", "ＷＩＤＥ")]
    [TestCase("<b>&\\\"'\\\\", "<b>&\"'\\")]
    public async Task Rename_KeepsTheNameAsGivenTrimmedAndComposed(string sent, string kept)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.RenameAsync(key, sent);

        Assert.That((answer.Status, answer.Member("name")), Is.EqualTo((200, kept)));
        Assert.That((await tenant.GetAsync(key)).Member("name"), Is.EqualTo(kept));
    }

    [TestCase("x")]
    [TestCase("🔑")]
    public async Task Rename_ToOneHundredCodePoints_Succeeds(string codePoint)
    {
        var tenant = await NewTenantAsync();
        var name = string.Concat(Enumerable.Repeat(codePoint, 100));

        var answer = await tenant.RenameAsync(await tenant.IssueAsync("Before"), name);

        Assert.That((answer.Status, answer.Member("name")), Is.EqualTo((200, name)));
    }

    [TestCaseSource(typeof(BadBodies), nameof(BadBodies.OfRename))]
    public async Task Rename_WithABadBody_IsRefusedAndWritesNothing(string body, string field, string message)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.Path}", body);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Invalid(field, message)));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Rename_WithUnknownMembers_IgnoresThem()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var before = await tenant.GetAsync(key);

        await tenant.Client.CallAsync(
            $"PATCH {key.Path}",
            """{"name":"After","scopes":["*"],"revokedAt":"2020-01-01T00:00:00Z","id":"x","status":7}"""
        );

        var after = await tenant.GetAsync(key);
        Assert.That(after.Body, Is.EqualTo(before.Body.Replace("\"Before\"", "\"After\"", StringComparison.Ordinal)));
    }

    [Test]
    public async Task Rename_WithAMergePatchBody_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync(
            $"PATCH {key.Path}",
            """{"name":"After"}""",
            "application/merge-patch+json"
        );

        Assert.That((answer.Status, answer.Member("name")), Is.EqualTo((200, "After")));
    }

    [Test]
    public async Task Rename_WithAnUpperCaseId_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync(
            $"PATCH /v1/api-keys/{key.Id.ToUpperInvariant()}",
            """{"name":"After"}"""
        );

        Assert.That((answer.Status, answer.Member("id")), Is.EqualTo((200, key.Id)));
    }

    [Test]
    public async Task Rename_WhenExpired_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Before",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await tenant.RenameAsync(key, "After");

        Assert.That(
            (answer.Status, answer.Member("name"), answer.Member("status")),
            Is.EqualTo((200, "After", "expired"))
        );
    }

    [Test]
    public async Task Rename_OfTheCallersOwnKey_Succeeds()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.RenameAsync(tenant.Owner, "Myself");

        Assert.That((answer.Status, answer.Member("name")), Is.EqualTo((200, "Myself")));
    }
}
