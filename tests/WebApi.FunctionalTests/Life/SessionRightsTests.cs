using System.Text.Json.Nodes;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>What a session's role and workspace allow.</summary>
internal sealed class SessionRightsTests : ServiceFixture
{
    private const string MayNotGrantAll =
        """403 {"error":{"code":"forbidden","message":"Only an owner, or a key with the scope *, may issue or rotate a key with the scope *."}}""";
    private const string OutOfReach =
        """403 {"error":{"code":"forbidden","message":"The workspace is out of the caller's reach."}}""";

    private protected override IReadOnlyDictionary<string, string?> Settings => SessionDraft.Settings;

    private static IEnumerable<TestCaseData> Powerless =>
        [
            Role("member", "member"),
            Role("none", null),
            Role("empty", ""),
            Role("in another case", "Owner"),
            Role("admin among others in one word", "admin member"),
            Role("number", 1),
        ];

    [TestCaseSource(nameof(Powerless))]
    public async Task ASession_WithoutTheRoleOwnerOrAdmin_IsForbiddenEverything(JsonNode? role)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        var token = SessionOf(tenant, role: null);
        if (role is not null)
            token.Claims["role"] = role.DeepClone();

        foreach (var request in Requests(key))
        {
            var answer = await CallAsync(token, request, """{"name":"Other","scopes":["read:chat"]}""");
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Forbidden), request);
            Assert.That(answer["WWW-Authenticate"], Is.EqualTo("Bearer error=\"insufficient_scope\""));
        }

        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task ASession_WithSmuggledClaims_GainsNothing()
    {
        var tenant = await NewTenantAsync();
        var token = SessionOf(tenant, "member");
        token.Claims["scope"] = "*";
        token.Claims["roles"] = new JsonArray("owner");
        token.Claims["actor"] = "system:cli";
        token.Claims["http://schemas.microsoft.com/ws/2008/06/identity/claims/role"] = "owner";

        Assert.That((await CallAsync(token, "GET /v1/api-keys")).Text, Is.EqualTo(NativeRefusal.Forbidden));
    }

    [Test]
    public async Task AnAdmin_WithSmuggledClaims_ActsAsItselfAndMayNotIssueTheScopeAll()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        var token = SessionOf(tenant, "admin");
        token.Claims["scope"] = "*";
        token.Claims["actor"] = "system:cli";

        await CallAsync(token, $"PATCH {key.Path}", """{"name":"Other"}""");
        var issued = await CallAsync(token, "POST /v1/api-keys", """{"name":"All","scopes":["read:chat","*"]}""");

        var latest = (await tenant.HistoryAsync(key)).Json.GetProperty("items")[0];
        Assert.That(latest.GetProperty("actor").GetString(), Is.EqualTo("user:alice"));
        Assert.That(issued.Text, Is.EqualTo(MayNotGrantAll));
    }

    [TestCase("owner")]
    [TestCase("admin")]
    public async Task AnOwnerAndAnAdmin_ManageKeys(string role)
    {
        var tenant = await NewTenantAsync();
        var token = SessionOf(tenant, role);

        var issued = await CallAsync(token, "POST /v1/api-keys", """{"name":"Deploy","scopes":["read:chat"]}""");
        Assert.That(issued.Status, Is.EqualTo(201));
        var key = new TestKey(issued.Member("id")!, issued.Member("plaintextKey")!);
        Assert.That((await CallAsync(token, $"GET {key.Path}")).Member("createdBy"), Is.EqualTo("user:alice"));
        Assert.That((await CallAsync(token, "GET /v1/api-keys")).Body, Does.Contain(key.Id));
        Assert.That((await CallAsync(token, $"PATCH {key.Path}", """{"name":"Other"}""")).Status, Is.EqualTo(200));
        var successor = Rotation.SuccessorIn(await CallAsync(token, $"POST {key.Path}/rotate"));
        Assert.That((await CallAsync(token, $"GET {key.Path}/events")).Status, Is.EqualTo(200));
        Assert.That((await CallAsync(token, $"DELETE {successor.Path}")).Status, Is.EqualTo(200));
    }

    [TestCase("owner", 201)]
    [TestCase("admin", 403)]
    public async Task Issue_OfAKeyWithTheScopeAll_NeedsAnOwner(string role, int status)
    {
        var tenant = await NewTenantAsync();

        var answer = await CallAsync(SessionOf(tenant, role), "POST /v1/api-keys", """{"name":"All","scopes":["*"]}""");

        Assert.That(answer.Status, Is.EqualTo(status));
        if (status == 403)
            Assert.That(answer.Text, Is.EqualTo(MayNotGrantAll));
    }

    [Test]
    public async Task ARepeat_BySomeoneWhoIsNoOwnerAnyMore_DoesNotGetTheKeyWithTheScopeAllAgain()
    {
        var tenant = await NewTenantAsync();
        const string Body = """{"name":"All","scopes":["*"]}""";
        (string, string) header = ("Idempotency-Key", Guid.NewGuid().ToString());
        using var owner = Service.ClientOf($"{SessionOf(tenant, "owner")}");
        using var admin = Service.ClientOf($"{SessionOf(tenant, "admin")}");

        var first = await owner.CallAsync("POST /v1/api-keys", Body, headers: header);
        var repeat = await admin.CallAsync("POST /v1/api-keys", Body, headers: header);

        Assert.That(first.Status, Is.EqualTo(201));
        Assert.That(repeat.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task AnOrganizationWideSession_SeesAllItsWorkspacesAndNoOthers()
    {
        var main = await NewTenantAsync();
        var other = await NewTenantAsync(main.OrgId, "other");
        var stranger = await NewTenantAsync();
        var token = new SessionDraft(Service.Clock, main.OrgId);

        var all = await CallAsync(token, "GET /v1/api-keys");
        var one = await CallAsync(token, "GET /v1/api-keys?workspaceId=other");

        Assert.That(IdsIn(all), Is.EquivalentTo(new[] { main.Owner.Id, other.Owner.Id }));
        Assert.That(IdsIn(one), Is.EqualTo(new[] { other.Owner.Id }));
        Assert.That((await CallAsync(token, $"GET {other.Owner.Path}")).Status, Is.EqualTo(200));
        Assert.That((await CallAsync(token, $"GET {stranger.Owner.Path}")).Text, Is.EqualTo(NativeRefusal.NoSuchKey));
    }

    [Test]
    public async Task AnOrganizationWideSession_MustNameAWorkspaceToIssue()
    {
        var tenant = await NewTenantAsync();
        var token = new SessionDraft(Service.Clock, tenant.OrgId);

        var without = await CallAsync(token, "POST /v1/api-keys", """{"name":"Deploy","scopes":["read:chat"]}""");
        var with = await CallAsync(
            token,
            "POST /v1/api-keys",
            """{"name":"Deploy","scopes":["read:chat"],"workspaceId":"other"}"""
        );

        Assert.That(
            without.Text,
            Is.EqualTo(NativeRefusal.Invalid("workspaceId", "Your session spans the organization: name a workspace."))
        );
        Assert.That(with.Status, Is.EqualTo(201));
        var issued = await CallAsync(token, $"GET /v1/api-keys/{with.Member("id")}");
        Assert.That(issued.Member("workspaceId"), Is.EqualTo("other"));
    }

    [Test]
    public async Task AWorkspaceSession_ReachesOnlyItsOwnWorkspace()
    {
        var main = await NewTenantAsync();
        var other = await NewTenantAsync(main.OrgId, "other");
        var token = SessionOf(main, "owner");

        Assert.That(IdsIn(await CallAsync(token, "GET /v1/api-keys")), Is.EqualTo(new[] { main.Owner.Id }));
        Assert.That(
            (await CallAsync(token, "GET /v1/api-keys?workspaceId=other")).Text,
            Is.EqualTo("""200 {"items":[],"nextCursor":null}""")
        );
        foreach (var request in Requests(other.Owner).Where(request => request.Contains(other.Owner.Id)))
        {
            var answer = await CallAsync(token, request, """{"name":"Other"}""");
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey), request);
        }

        var issued = await CallAsync(
            token,
            "POST /v1/api-keys",
            """{"name":"Deploy","scopes":["read:chat"],"workspaceId":"other"}"""
        );
        Assert.That(issued.Text, Is.EqualTo(OutOfReach));
    }

    private static string[] Requests(TestKey key) =>
        [
            "GET /v1/api-keys",
            "POST /v1/api-keys",
            $"GET {key.Path}",
            $"PATCH {key.Path}",
            $"DELETE {key.Path}",
            $"POST {key.Path}/rotate",
            $"GET {key.Path}/events",
        ];

    private static string?[] IdsIn(Answer list) =>
        [.. list.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())];

    private static TestCaseData Role(string what, JsonNode? role) => new TestCaseData(role).SetArgDisplayNames(what);

    private SessionDraft SessionOf(TestTenant tenant, string? role) =>
        new(Service.Clock, tenant.OrgId, role, workspaceId: "main");

    private Task<Answer> CallAsync(SessionDraft token, string request, string? body = null) =>
        Service.ClientOf($"{token}").CallAsync(request, request.StartsWith('P') ? body : null);
}
