using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

internal sealed class ListTests : ServiceFixture
{
    private const string Empty = """200 {"items":[],"nextCursor":null}""";

    [Test]
    public async Task List_ShowsSummariesNewestFirst()
    {
        var tenant = await NewTenantAsync();
        var first = await tenant.IssueAsync("List 1");
        var firstMade = Now;
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await tenant.IssueAsync("List 2");

        var answer = await tenant.Client.CallAsync("GET /v1/api-keys?search=List");

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$"""200 {"items":[{"id":"{{second.Id}}","prefix":"pk_live_{{second.Selector}}","name":"List 2","scopes":["read:chat"],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{tenant.Owner.Id}}","createdAt":"{{Now}}","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"},{"id":"{{first.Id}}","prefix":"pk_live_{{first.Selector}}","name":"List 1","scopes":["read:chat"],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{tenant.Owner.Id}}","createdAt":"{{firstMade}}","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}],"nextCursor":null}"""
            )
        );
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(24)]
    [TestCase(25)]
    public async Task List_InParts_ShowsEveryKeyOnceNewestFirst(int limit)
    {
        var tenant = await NewTenantAsync();
        for (var i = 0; i < 24; i++)
        {
            // Three keys to an instant: the order among them is the id's.
            if (i % 3 == 0)
                Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await tenant.IssueAsync($"{i:00}");
        }

        var names = await ListWalk.WalkAsync(tenant.Client, $"/v1/api-keys?limit={limit}", "name");
        var instants = await ListWalk.WalkAsync(tenant.Client, $"/v1/api-keys?limit={limit}", "createdAt");

        string[] all = [.. Enumerable.Range(0, 24).Select(i => $"{i:00}"), "Test owner"];
        Assert.That(names, Is.EquivalentTo(all));
        Assert.That(instants, Is.Ordered.Descending);
    }

    [Test]
    public async Task List_WhenKeysAreMadeBetweenTwoParts_NeitherRepeatsNorSkips()
    {
        var tenant = await NewTenantAsync();
        foreach (var name in new[] { "1", "2", "3" })
        {
            Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await tenant.IssueAsync(name);
        }

        var first = await tenant.Client.CallAsync("GET /v1/api-keys?limit=2");
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await tenant.IssueAsync("4");
        var second = await tenant.Client.CallAsync($"GET /v1/api-keys?limit=2&cursor={first.Member("nextCursor")}");

        Assert.That(Names(first).Concat(Names(second)), Is.EqualTo(new[] { "3", "2", "1", "Test owner" }));
        Assert.That(second.Member("nextCursor"), Is.Null);
    }

    [Test]
    public async Task List_WithoutALimit_HasTwentyKeys()
    {
        var tenant = await NewTenantAsync();
        for (var i = 0; i < 20; i++)
            await tenant.IssueAsync($"{i:00}");

        var answer = await tenant.Client.CallAsync("GET /v1/api-keys");

        Assert.That(Names(answer), Has.Length.EqualTo(20));
        Assert.That(answer.Member("nextCursor"), Is.Not.Empty);
    }

    [TestCase("active", "Active, Later, Test owner")]
    [TestCase("expired", "Expired")]
    [TestCase("revoked", "Revoked, Revoked and expired")]
    [TestCase("rotated", "")]
    public async Task List_ByStatus_ShowsTheKeysInIt(string status, string names)
    {
        var tenant = await NewTenantAsync();
        var soon = $"\"scopes\":[\"*\"],\"expiresAt\":\"{At(TimeSpan.FromSeconds(1))}\"";
        await tenant.IssueAsync("Active");
        await tenant.IssueAsync("Later", $"\"scopes\":[\"*\"],\"expiresAt\":\"{At(TimeSpan.FromHours(1))}\"");
        await tenant.IssueAsync("Expired", soon);
        await tenant.IssueRevokedAsync("Revoked");
        await tenant.RevokeAsync(await tenant.IssueAsync("Revoked and expired", soon));
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await tenant.Client.CallAsync($"GET /v1/api-keys?status={status}");

        Assert.That(string.Join(", ", Names(answer).Order(StringComparer.Ordinal)), Is.EqualTo(names));
    }

    [TestCase("prod", "Production, pROD ２")]
    [TestCase("ＰＲＯＤ", "Production, pROD ２")]
    [TestCase("2", "pROD ２")]
    [TestCase("%", "100%")]
    [TestCase("_", "a_b")]
    [TestCase("[", "[x]")]
    [TestCase("\\", "c:\\d")]
    [TestCase("a%b", "")]
    [TestCase("*", "")]
    [TestCase("nothing", "")]
    [TestCase("\u202e", "")]
    public async Task Search_IgnoresCaseAndWidthAndTakesEveryCharacterAsText(string search, string names)
    {
        var tenant = await NewTenantAsync();
        foreach (var name in new[] { "Production", "pROD ２", "100%", "a_b", "axb", "[x]", @"c:\\d" })
            await tenant.IssueAsync(name);

        var answer = await tenant.Client.CallAsync($"GET /v1/api-keys?search={Uri.EscapeDataString(search)}");

        Assert.That(string.Join(", ", Names(answer).Order(StringComparer.Ordinal)), Is.EqualTo(names));
    }

    [Test]
    public async Task List_OfAnotherWorkspaceOrOrganization_IsEmpty()
    {
        var tenant = await NewTenantAsync();
        var neighbour = await NewTenantAsync(tenant.OrgId, "other");
        await neighbour.IssueAsync("Theirs");

        Assert.That((await tenant.Client.CallAsync("GET /v1/api-keys?workspaceId=other")).Text, Is.EqualTo(Empty));
        Assert.That((await tenant.Client.CallAsync("GET /v1/api-keys?search=Theirs")).Text, Is.EqualTo(Empty));
        Assert.That(
            Names(await tenant.Client.CallAsync("GET /v1/api-keys?workspaceId=main")),
            Is.EqualTo(new[] { "Test owner" })
        );
    }

    [TestCase("limit=0", "limit", "The limit is 1 to 100.")]
    [TestCase("limit=101", "limit", "The limit is 1 to 100.")]
    [TestCase("limit=-1", "limit", "The limit is 1 to 100.")]
    [TestCase("limit=ten", "limit", "The value is not valid.")]
    [TestCase("limit=99999999999", "limit", "The value is not valid.")]
    [TestCase("cursor=x", "cursor", "The cursor is not one that this list gave out.")]
    [TestCase(
        "cursor=AgAAAAE",
        "cursor",
        "The cursor is not one that this list gave out.",
        Description = "of a history"
    )]
    [TestCase("status=gone", "status", "The status is active, expired, rotated or revoked.")]
    [TestCase("status=Active", "status", "The status is active, expired, rotated or revoked.")]
    public async Task List_WithABadParameter_IsRefused(string query, string field, string message)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync($"GET /v1/api-keys?{query}");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Invalid(field, message)));
    }

    private static string[] Names(Answer answer) =>
        [.. answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
}
