using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

internal sealed class HistoryTests : ServiceFixture
{
    [Test]
    public async Task History_OfARevokedKey_TellsItsWholeLife()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("A");
        await tenant.RenameAsync(key, "B");
        var renamer = await tenant.IssueAsync("Renamer", "\"scopes\":[\"*\"]");
        await tenant.ClientOf(renamer).CallAsync($"PATCH {key.Path}", """{"name":"C \"<ö>\""}""");
        await tenant.RevokeAsync(key);

        var history = await tenant.HistoryAsync(key);

        var ids = history
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("id").GetString())
            .ToArray();
        var owner = $"api_key:{tenant.Owner.Id}";
        Assert.That(
            history.Text,
            Is.EqualTo(
                $$$"""200 {"items":[{"id":"{{{ids[0]}}}","type":"api_key.revoked","at":"{{{Now}}}","actor":"{{{owner}}}","data":{}},{"id":"{{{ids[1]}}}","type":"api_key.renamed","at":"{{{Now}}}","actor":"api_key:{{{renamer.Id}}}","data":{"oldName":"B","newName":"C \"<ö>\""}},{"id":"{{{ids[2]}}}","type":"api_key.renamed","at":"{{{Now}}}","actor":"{{{owner}}}","data":{"oldName":"A","newName":"B"}},{"id":"{{{ids[3]}}}","type":"api_key.issued","at":"{{{Now}}}","actor":"{{{owner}}}","data":{}}],"nextCursor":null}"""
            )
        );
        Assert.That(ids, Is.Unique);
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(100)]
    public async Task History_InParts_ShowsEveryEventOnceNewestFirst(int limit)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("0");
        for (var i = 1; i <= 7; i++)
            await tenant.RenameAsync(key, $"{i}");

        var walked = await ListWalk.WalkAsync(tenant.Client, $"{key.Path}/events?limit={limit}", "id");

        var whole = (await tenant.HistoryAsync(key)).Json.GetProperty("items").EnumerateArray();
        Assert.That(walked, Is.EqualTo(whole.Select(item => item.GetProperty("id").GetString())));
        Assert.That(walked, Has.Count.EqualTo(8).And.Unique);
    }

    [Test]
    public async Task History_WithoutALimit_HasTwentyEvents()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("0");
        for (var i = 1; i <= 20; i++)
            await tenant.RenameAsync(key, $"{i}");

        var history = await tenant.Client.CallAsync($"GET {key.Path}/events");

        Assert.That(history.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(20));
        Assert.That(history.Member("nextCursor"), Is.Not.Empty);
    }

    [TestCase("limit=0", "limit", "The limit is 1 to 100.")]
    [TestCase("limit=101", "limit", "The limit is 1 to 100.")]
    [TestCase("limit=ten", "limit", "The value is not valid.")]
    [TestCase("cursor=x", "cursor", "The cursor is not one that this list gave out.")]
    public async Task History_WithABadParameter_IsRefused(string query, string field, string message)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync($"GET {tenant.Owner.Path}/events?{query}");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Invalid(field, message)));
    }
}
