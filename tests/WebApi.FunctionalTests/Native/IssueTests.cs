using System.Text.RegularExpressions;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

internal sealed partial class IssueTests : ServiceFixture
{
    private const string Path = "POST /v1/api-keys";

    [Test]
    public async Task Issue_AnswersTheNewKeyWithItsPlaintextOnce()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(
            Path,
            """{"name":"CI","scopes":["read:chat","*"],"environment":"test","workspaceId":"main","expiresAt":"2031-01-02T03:04:05Z"}"""
        );

        var key = new TestKey(answer.Member("id")!, answer.Member("plaintextKey")!);
        Assert.That(TestPlaintext().IsMatch(key.Secret), "the plaintext's form");
        Assert.That(
            answer.Text.Replace(key.Secret, "***", StringComparison.Ordinal),
            Is.EqualTo(
                $$"""201 {"id":"{{key.Id}}","prefix":"pk_test_{{key.Selector}}","plaintextKey":"***","scopes":["read:chat","*"],"createdAt":"{{Now}}","expiresAt":"2031-01-02T03:04:05.000Z"}"""
            )
        );
        Assert.That((answer["Location"], answer["ETag"]), Is.EqualTo(($"/v1/api-keys/{key.Id}", "\"1\"")));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(200));
    }

    [Test]
    public async Task Issue_WithOnlyWhatIsRequired_TakesTheDefaults()
    {
        var tenant = await NewTenantAsync();

        var key = await tenant.IssueAsync("Plain");

        Assert.That(LivePlaintext().IsMatch(key.Secret), "the plaintext's form");
        Assert.That(
            (await tenant.GetAsync(key)).Text,
            Is.EqualTo(
                $$"""200 {"id":"{{key.Id}}","prefix":"pk_live_{{key.Selector}}","name":"Plain","scopes":["read:chat"],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{tenant.Owner.Id}}","createdAt":"{{Now}}","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}"""
            )
        );
    }

    [Test]
    public async Task Issue_LeavesOneEvent()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("CI");

        var history = await tenant.HistoryAsync(key);

        var id = history.Json.GetProperty("items")[0].GetProperty("id");
        Assert.That(
            history.Text,
            Is.EqualTo(
                $$$"""200 {"items":[{"id":"{{{id}}}","type":"api_key.issued","at":"{{{Now}}}","actor":"api_key:{{{tenant.Owner.Id}}}","data":{}}],"nextCursor":null}"""
            )
        );
    }

    [Test]
    public async Task Issue_WithEveryScopeOfTheCatalogue_Succeeds()
    {
        const string All =
            """["*","read:personas","write:personas","read:chat","write:chat","read:marketplace","write:marketplace","read:billing","read:audit","read:webhooks","write:webhooks","read:config","write:config"]""";
        var tenant = await NewTenantAsync();

        var key = await tenant.IssueAsync("All", $"\"scopes\":{All}");

        Assert.That((await tenant.GetAsync(key)).Body, Does.Contain($"\"scopes\":{All}"));
    }

    [TestCaseSource(nameof(BadNames))]
    [TestCaseSource(typeof(BadBodies), nameof(BadBodies.Broken))]
    [TestCaseSource(nameof(BadFields))]
    public async Task Issue_WithABadBody_IsRefused(string body, string field, string message)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Path, body);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Invalid(field, message)));
    }

    [Test]
    public async Task Issue_WithSeveralBadFields_NamesThemAll()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Path, """{"environment":"prod"}""");

        Assert.That(
            answer.Text,
            Is.EqualTo(
                """400 {"error":{"code":"validation_failed","message":"The request is not valid.","details":{"name":["A name is required."],"scopes":["At least one scope is required."],"environment":["The environment is live or test."]}}}"""
            )
        );
    }

    [Test]
    public async Task Issue_WithASecretAmongTheScopes_DoesNotRepeatIt()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(
            Path,
            $$"""{"name":"x","scopes":["{{tenant.Owner.Secret}}","{{tenant.Owner.DialNexaSecret}}"]}"""
        );

        Assert.That(
            answer.Status == 400 && !answer.Body.Contains(tenant.Owner.Verifier, StringComparison.Ordinal),
            "400 without the secret"
        );
    }

    [Test]
    public async Task Issue_InAWorkspaceOutOfReach_IsForbidden()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(
            Path,
            """{"name":"x","scopes":["read:chat"],"workspaceId":"other"}"""
        );

        Assert.That(
            answer.Text,
            Is.EqualTo("""403 {"error":{"code":"forbidden","message":"The workspace is out of the caller's reach."}}""")
        );
        Assert.That(answer["WWW-Authenticate"], Is.EqualTo("Bearer error=\"insufficient_scope\""));
    }

    [TestCase("Taken")]
    [TestCase("tAKEN")]
    [TestCase("Ｔaken")]
    public async Task Issue_WithATakenName_IsAConflictThatNamesTheHolder(string name)
    {
        var tenant = await NewTenantAsync();
        var holder = await tenant.IssueAsync("Taken");

        var answer = await tenant.Client.CallAsync(Path, $$"""{"name":"{{name}}","scopes":["read:chat"]}""");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NameTaken(holder)));
    }

    private static IEnumerable<TestCaseData> BadNames =>
        BadBodies.OfName.Select(bad =>
            new TestCaseData(
                $$"""{"name":{{bad.Value}},"scopes":["read:chat"]}""",
                "name",
                bad.Message
            ).SetArgDisplayNames("name: " + bad.What)
        );

    private static IEnumerable<TestCaseData> BadFields
    {
        get
        {
            const string OneScope = "At least one scope is required.";
            const string WrongType = "The value is of the wrong type, or the JSON breaks here.";
            const string Past = "The expiry must be in the future.";
            const string Workspace = "A workspace id is 1 to 64 of A-Z a-z 0-9 . _ : -";
            const string NamedCi = "\"name\":\"CI\"";
            const string Granted = NamedCi + ",\"scopes\":[\"read:chat\"]";
            (string Members, string Field, string Message)[] bad =
            [
                ("\"scopes\":[\"read:chat\"]", "name", "A name is required."),
                (NamedCi, "scopes", OneScope),
                (NamedCi + ",\"scopes\":null", "scopes", OneScope),
                (NamedCi + ",\"scopes\":[]", "scopes", OneScope),
                (NamedCi + ",\"scopes\":\"*\"", "scopes", WrongType),
                (NamedCi + ",\"scopes\":[7]", "scopes", WrongType),
                (NamedCi + ",\"scopes\":[null]", "scopes", "Not in the catalogue of scopes: (not a scope)."),
                (NamedCi + ",\"scopes\":[\"fly\",\"*\"]", "scopes", "Not in the catalogue of scopes: fly."),
                (NamedCi + ",\"scopes\":[\"READ:CHAT\"]", "scopes", "Not in the catalogue of scopes: READ:CHAT."),
                (NamedCi + ",\"scopes\":[\"a b\"]", "scopes", "Not in the catalogue of scopes: (not a scope)."),
                (Granted + ",\"environment\":\"prod\"", "environment", "The environment is live or test."),
                (Granted + ",\"environment\":\"LIVE\"", "environment", "The environment is live or test."),
                (Granted + ",\"environment\":1", "environment", WrongType),
                (Granted + ",\"workspaceId\":\"\"", "workspaceId", Workspace),
                (Granted + ",\"workspaceId\":\"a b\"", "workspaceId", Workspace),
                (Granted + ",\"expiresAt\":\"2031-01-02T03:04:05\"", "expiresAt", WrongType),
                (Granted + ",\"expiresAt\":\"2031-01-02\"", "expiresAt", WrongType),
                (Granted + ",\"expiresAt\":\"soon\"", "expiresAt", WrongType),
                (Granted + ",\"expiresAt\":1924992245", "expiresAt", WrongType),
                (Granted + ",\"expiresAt\":\"2026-03-01T09:59:59Z\"", "expiresAt", Past),
                (Granted + ",\"expiresAt\":\"2026-03-01T10:00:00Z\"", "expiresAt", Past),
                (Granted + ",\"expiresAt\":\"2026-03-01T11:00:00+02:00\"", "expiresAt", Past),
            ];
            return bad.Select(each =>
                new TestCaseData($"{{{each.Members}}}", each.Field, each.Message).SetArgDisplayNames(each.Members)
            );
        }
    }

    [GeneratedRegex("^pk_live_[a-z]{14}_[0-9A-Za-z]{38}$")]
    private static partial Regex LivePlaintext();

    [GeneratedRegex("^pk_test_[a-z]{14}_[0-9A-Za-z]{38}$")]
    private static partial Regex TestPlaintext();
}
