using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.DialNexa;

internal sealed class RenameTests : ServiceFixture
{
    private const string Body = """{"name":"After"}""";

    [Test]
    public async Task Rename_AnswersTheKeyWithItsNewName()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", Body);

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$"""200 {"id":"{{key.Selector}}","name":"After","last_used_at":null,"is_expired":false,"created_at":"{{Now}}"}"""
            )
        );
        Assert.That(answer["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
    }

    [Test]
    public async Task Rename_ChangesTheNameAndNothingElse()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var before = await tenant.GetAsync(key);
        Service.Clock.Advance(TimeSpan.FromMinutes(5));

        await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", Body);

        var after = await tenant.GetAsync(key);
        Assert.That(after.Text, Is.EqualTo(before.Text.Replace("\"Before\"", "\"After\"", StringComparison.Ordinal)));
        Assert.That(after["ETag"], Is.EqualTo("\"2\""));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "Before -> After", "api_key.issued" }));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(403), "its secret still authenticates");
    }

    [Test]
    public async Task Rename_ToTheCurrentName_SucceedsAndWritesNothing()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("After");

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", Body);

        Assert.That((answer.Status, answer.Member("name")), Is.EqualTo((200, "After")));
        Assert.That((await tenant.GetAsync(key))["ETag"], Is.EqualTo("\"1\""));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Rename_WhenExpired_SaysSo()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Before",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        Service.Clock.Advance(TimeSpan.FromSeconds(1));

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", Body);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Json.GetProperty("is_expired").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Rename_WithAMergePatchBody_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", Body, "application/merge-patch+json");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [TestCaseSource(typeof(BadBodies), nameof(BadBodies.OfRename))]
    public async Task Rename_WithABadBody_IsRefusedAndWritesNothing(string body, string field, string message)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", body);

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.Invalid(message)), field);
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Rename_WhenRevoked_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueRevokedAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", Body);

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NoSuchKey));
    }

    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task Operation_OnAKeyThatIsNotThere_IsNotFound(string method)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Mine");
        var strangers = await (await NewTenantAsync()).IssueAsync("Theirs");
        var neighbours = await (await NewTenantAsync(tenant.OrgId, "other")).IssueAsync("Theirs");
        string[] ids =
        [
            "abcgvvzzlrbnqy",
            key.Id,
            key.Selector.ToUpperInvariant(),
            key.Selector[1..],
            key.Selector + "a",
            strangers.Selector,
            neighbours.Selector,
        ];

        foreach (var id in ids)
        {
            var answer = await tenant.Client.CallAsync(
                $"{method} /dialnexa/v1/api-keys/{id}",
                method == "PATCH" ? Body : null
            );
            Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NoSuchKey), id);
        }
    }

    [TestCase("PATCH")]
    [TestCase("DELETE")]
    public async Task Operation_WithAWholeSecretInThePath_IsNotFound(string method)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        foreach (var id in new[] { key.DialNexaSecret, Uri.EscapeDataString(key.DialNexaSecret), key.Secret })
        {
            var answer = await tenant.Client.CallAsync($"{method} /dialnexa/v1/api-keys/{id}", Body);
            Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NoSuchKey));
        }

        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [TestCase("Taken")]
    [TestCase("taken")]
    [TestCase("Ｔaken")]
    public async Task Rename_ToATakenName_IsAConflictThatNamesTheHoldersSelector(string name)
    {
        var tenant = await NewTenantAsync();
        var holder = await tenant.IssueAsync("Taken");
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.DialNexaPath}", $$"""{"name":"{{name}}"}""");

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NameTaken(holder)));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }
}
