using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.DialNexa;

internal sealed class ListTests : ServiceFixture
{
    private const string Path = "GET /dialnexa/v1/api-keys";

    [Test]
    public async Task List_ShowsKeysNewestFirstWithoutRevokedOnes()
    {
        var tenant = await NewTenantAsync();
        var createdAt = Now;
        var first = await tenant.IssueAsync(
            "List 1",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await tenant.IssueAsync("List 2");
        await tenant.IssueRevokedAsync("List 3");

        var answer = await tenant.Client.CallAsync($"{Path}?search=list");

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$$"""200 {"data":[{"id":"{{{second.Selector}}}","name":"List 2","last_used_at":null,"is_expired":false,"created_at":"{{{Now}}}"},{"id":"{{{first.Selector}}}","name":"List 1","last_used_at":null,"is_expired":true,"created_at":"{{{createdAt}}}"}],"meta":{"page":1,"limit":20,"total":2,"totalPages":1}}"""
            )
        );
    }

    [TestCase("", 20, """{"page":1,"limit":20,"total":25,"totalPages":2}""")]
    [TestCase("?page=2", 5, """{"page":2,"limit":20,"total":25,"totalPages":2}""")]
    [TestCase("?limit=25", 25, """{"page":1,"limit":25,"total":25,"totalPages":1}""")]
    [TestCase("?limit=24&page=2", 1, """{"page":2,"limit":24,"total":25,"totalPages":2}""")]
    [TestCase("?limit=1&page=25", 1, """{"page":25,"limit":1,"total":25,"totalPages":25}""")]
    [TestCase("?limit=100&page=2", 0, """{"page":2,"limit":100,"total":25,"totalPages":1}""")]
    [TestCase("?page=2147483647&limit=100", 0, """{"page":2147483647,"limit":100,"total":25,"totalPages":1}""")]
    [TestCase("?search=nothing", 0, """{"page":1,"limit":20,"total":0,"totalPages":0}""")]
    [TestCase("?search=key%201", 10, """{"page":1,"limit":20,"total":10,"totalPages":1}""")]
    public async Task List_TellsWhichPageItIs(string query, int count, string meta)
    {
        var tenant = await NewTenantAsync();
        for (var i = 0; i < 24; i++)
            await tenant.IssueAsync($"Key {i:00}");
        await tenant.IssueRevokedAsync("Gone");

        var answer = await tenant.Client.CallAsync($"{Path}{query}");

        Assert.That(answer.Json.GetProperty("data").GetArrayLength(), Is.EqualTo(count));
        Assert.That(answer.Json.GetProperty("meta").GetRawText(), Is.EqualTo(meta));
    }

    [Test]
    public async Task List_PageByPage_ShowsEveryKeyOnce()
    {
        var tenant = await NewTenantAsync();
        for (var i = 0; i < 10; i++)
            await tenant.IssueAsync($"{i}");

        var seen = new List<string>();
        for (var page = 1; page <= 3; page++)
            seen.AddRange(Names(await tenant.Client.CallAsync($"{Path}?limit=4&page={page}")));

        Assert.That(seen, Is.EquivalentTo(Enumerable.Range(0, 10).Select(i => $"{i}").Append("Test owner")));
    }

    [TestCase("ＰＲＯＤ", "Production")]
    [TestCase("%", "100%")]
    [TestCase("_", "a_b")]
    public async Task Search_IgnoresCaseAndWidthAndTakesEveryCharacterAsText(string search, string name)
    {
        var tenant = await NewTenantAsync();
        foreach (var each in new[] { "Production", "100%", "a_b", "axb" })
            await tenant.IssueAsync(each);

        var answer = await tenant.Client.CallAsync($"{Path}?search={Uri.EscapeDataString(search)}");

        Assert.That(Names(answer), Is.EqualTo(new[] { name }));
    }

    [Test]
    public async Task List_NeverShowsOtherTenantsKeys()
    {
        var tenant = await NewTenantAsync();
        await (await NewTenantAsync()).IssueAsync("Theirs");
        await (await NewTenantAsync(tenant.OrgId, "other")).IssueAsync("Theirs");

        Assert.That(Names(await tenant.Client.CallAsync(Path)), Is.EqualTo(new[] { "Test owner" }));
    }

    [TestCase("page=0", "The page is 1 or more.")]
    [TestCase("page=-1", "The page is 1 or more.")]
    [TestCase("page=one", "The value is not valid.")]
    [TestCase("limit=0", "The limit is 1 to 100.")]
    [TestCase("limit=101", "The limit is 1 to 100.")]
    [TestCase("limit=ten", "The value is not valid.")]
    public async Task List_WithABadParameter_IsRefused(string query, string message)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync($"{Path}?{query}");

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.Invalid(message)));
    }

    [Test]
    public async Task List_WithSeveralBadParameters_ListsTheMessages()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync($"{Path}?page=0&limit=0");

        Assert.That(
            answer.Text,
            Is.EqualTo(
                """400 {"statusCode":400,"message":["The page is 1 or more.","The limit is 1 to 100."],"error":"Bad Request"}"""
            )
        );
    }

    private static IEnumerable<string> Names(Answer answer) =>
        answer.Json.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
}
