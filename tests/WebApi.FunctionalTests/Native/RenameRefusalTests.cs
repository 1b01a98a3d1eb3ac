using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

/// <summary>404, 409 and 412 of the rename.</summary>
internal sealed class RenameRefusalTests : ServiceFixture
{
    private const string Body = """{"name":"After"}""";

    [Test]
    public async Task Rename_WhenRevoked_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueRevokedAsync("Before");

        var answer = await tenant.RenameAsync(key, "After");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.revoked", "api_key.issued" }));
    }

    [TestCase("nobody")]
    [TestCase("7")]
    [TestCase("{{{0}}}", Description = "braces")]
    [TestCase("({0})")]
    [TestCase("{0}x")]
    [TestCase("%20{0}")]
    [TestCase("+{0}")]
    public async Task Rename_WithAnIdThatIsNoUuid_IsNotFound(string form)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var id = string.Format(null, form, key.Id);

        var answer = await tenant.Client.CallAsync($"PATCH /v1/api-keys/{id}", Body);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
    }

    [Test]
    public async Task Rename_WithAnIdWithoutHyphensOrASelector_IsNotFound()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        foreach (var id in new[] { key.Id.Replace("-", "", StringComparison.Ordinal), key.Selector })
        {
            var answer = await tenant.Client.CallAsync($"PATCH /v1/api-keys/{id}", Body);
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
        }
    }

    [Test]
    public async Task Rename_OfAnotherTenantsKey_AnswersExactlyLikeAMissingOne()
    {
        var tenant = await NewTenantAsync();
        var stranger = await NewTenantAsync();
        var neighbour = await NewTenantAsync(tenant.OrgId, "other");
        var key = await tenant.IssueAsync("Before");
        var missing = await stranger.Client.CallAsync($"PATCH /v1/api-keys/{Guid.NewGuid()}", Body);

        foreach (var other in new[] { stranger, neighbour })
        {
            var answer = await other.RenameAsync(key, "After", ("If-Match", "\"9\""));
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey).And.EqualTo(missing.Text));
            Assert.That(Comparable(answer), Is.EqualTo(Comparable(missing)));
        }

        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [TestCase("Taken")]
    [TestCase("TAKEN")]
    [TestCase("ｔａｋｅｎ", Description = "in another width")]
    [TestCase(" Taken ")]
    public async Task Rename_ToATakenName_IsAConflictThatNamesTheHolder(string name)
    {
        var tenant = await NewTenantAsync();
        var holder = await tenant.IssueAsync("Taken");
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.RenameAsync(key, name);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NameTaken(holder)));
        Assert.That((await tenant.GetAsync(key)).Member("name"), Is.EqualTo("Before"));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Rename_ToItsOwnNameInAnotherCase_IsARename()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("name");

        Assert.That((await tenant.RenameAsync(key, "NAME")).Status, Is.EqualTo(200));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "name -> NAME", "api_key.issued" }));
    }

    [Test]
    public async Task Rename_ToANameThatARevokedOrAnotherTenantsKeyHad_Succeeds()
    {
        var tenant = await NewTenantAsync();
        await tenant.IssueRevokedAsync("Free");
        await (await NewTenantAsync()).IssueAsync("Free");
        await (await NewTenantAsync(tenant.OrgId, "other")).IssueAsync("Free");

        var answer = await tenant.RenameAsync(await tenant.IssueAsync("Before"), "Free");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Rename_ToTheNameOfAnExpiredKey_IsAConflict()
    {
        var tenant = await NewTenantAsync();
        var expired = await tenant.IssueAsync(
            "Taken",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        var key = await tenant.IssueAsync("Before");
        Service.Clock.Advance(TimeSpan.FromSeconds(2));

        var answer = await tenant.RenameAsync(key, "Taken");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NameTaken(expired)));
    }

    private static string[] Comparable(Answer answer) =>
        [
            .. answer
                .Headers.Where(header => header.Key.ToUpperInvariant() is not ("DATE" or "X-REQUEST-ID"))
                .Select(header => $"{header.Key}: {header.Value}"),
        ];
}
