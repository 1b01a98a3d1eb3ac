using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>An owner of one organization, and the keys of another.</summary>
internal sealed class SessionIsolationTests : ServiceFixture
{
    private protected override IReadOnlyDictionary<string, string?> Settings => SessionDraft.Settings;

    [TestCase("GET {0}", null)]
    [TestCase("PATCH {0}", """{"name":"Mine"}""")]
    [TestCase("PATCH {0}", """{"name":"Theirs"}""")]
    [TestCase("POST {0}/rotate", "{}")]
    [TestCase("DELETE {0}", null)]
    [TestCase("GET {0}/events", null)]
    [TestCase("GET {0}/events?limit=1", null)]
    public async Task AKeyOfAnotherOrganization_AnswersByteForByteLikeAMissingOne(string request, string? body)
    {
        var theirs = await NewTenantAsync();
        var active = await theirs.IssueAsync("Theirs");
        var revoked = await theirs.IssueRevokedAsync("Gone");
        var client = Service.ClientOf($"{new SessionDraft(Service.Clock, "mine")}");
        var missing = await client.CallAsync(string.Format(null, request, $"/v1/api-keys/{Guid.NewGuid()}"), body);

        string[] conditions = ["*", "\"1\"", "\"9\""];
        var attempts = new[] { active, revoked, theirs.Owner }.SelectMany(
            _ => conditions,
            (key, ifMatch) => (key, ifMatch)
        );
        foreach (var (key, ifMatch) in attempts)
        {
            var answer = await client.CallAsync(
                string.Format(null, request, key.Path),
                body,
                headers: ("If-Match", ifMatch)
            );
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
            Assert.That(Comparable(answer), Is.EqualTo(Comparable(missing)));
        }

        Assert.That(await theirs.EventsAsync(active), Is.EqualTo(new[] { "api_key.issued" }));
        Assert.That((await theirs.GetAsync(active)).Member("name"), Is.EqualTo("Theirs"));
    }

    [Test]
    public async Task TheNamesOfAnotherOrganization_AreNeitherListedNorInTheWay()
    {
        var theirs = await NewTenantAsync();
        await theirs.IssueAsync("Theirs");
        var client = Service.ClientOf($"{new SessionDraft(Service.Clock, $"org-{Guid.NewGuid():N}")}");
        const string Issue = """{"name":"{0}","scopes":["read:chat"],"workspaceId":"main"}""";

        var issued = await client.CallAsync(
            "POST /v1/api-keys",
            Issue.Replace("{0}", "Mine", StringComparison.Ordinal)
        );
        var renamed = await client.CallAsync($"PATCH /v1/api-keys/{issued.Member("id")}", """{"name":"Theirs"}""");
        await client.CallAsync($"DELETE /v1/api-keys/{issued.Member("id")}");
        var again = await client.CallAsync(
            "POST /v1/api-keys",
            Issue.Replace("{0}", "THEIRS", StringComparison.Ordinal)
        );

        Assert.That((issued.Status, renamed.Status, again.Status), Is.EqualTo((201, 200, 201)));
        var found = await client.CallAsync("GET /v1/api-keys?search=theirs&status=active");
        Assert.That(
            found.Json.GetProperty("items").EnumerateArray().Single().GetProperty("id").GetString(),
            Is.EqualTo(again.Member("id"))
        );
    }

    private static string[] Comparable(Answer answer) =>
        [
            .. answer
                .Headers.Where(header => header.Key.ToUpperInvariant() is not ("DATE" or "X-REQUEST-ID"))
                .Select(header => $"{header.Key}: {header.Value}"),
        ];
}
