using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>When several things are wrong, which one is told: each case has two faults, and the status of the first.</summary>
internal sealed class OrderOfChecksTests : ServiceFixture
{
    private const string Nobody = "7d1f5b0e-3c52-4d0b-9f5e-5f1d2a3b4c5d";
    private const string Good = """{"name":"After"}""";
    private const string Bad = """{"name":""}""";
    private const string Stale = "\"9\"";

    [TestCase("PATCH /v1/api-keys/nobody")]
    [TestCase("PATCH /dialnexa/v1/api-keys/nobody")]
    [TestCase("PUT /v1/api-keys/nobody")]
    public async Task NoToken_ComesBeforeAMalformedId(string request)
    {
        Assert.That((await Service.ClientOf(null).CallAsync(request, Good)).Status, Is.EqualTo(401));
    }

    [TestCase("PATCH /v1/api-keys/nobody")]
    [TestCase("PATCH /dialnexa/v1/api-keys/nobody")]
    public async Task MissingScope_ComesBeforeAMalformedId(string request)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Little");

        Assert.That((await tenant.ClientOf(key).CallAsync(request, Good)).Status, Is.EqualTo(403));
    }

    [TestCase("PATCH /v1/api-keys/nobody")]
    [TestCase("PATCH /dialnexa/v1/api-keys/nobody")]
    public async Task MalformedId_ComesBeforeEverythingOfTheBody(string request)
    {
        var tenant = await NewTenantAsync();
        var tooLarge = new string(' ', 70_000);

        Assert.That((await tenant.Client.CallAsync(request, Good, "text/plain")).Status, Is.EqualTo(404));
        Assert.That((await tenant.Client.CallAsync(request, tooLarge)).Status, Is.EqualTo(404));
        Assert.That((await tenant.Client.CallAsync(request, Bad)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task WrongMethod_ComesBeforeTheMediaType()
    {
        var tenant = await NewTenantAsync();

        Assert.That(
            (await tenant.Client.CallAsync($"PUT {tenant.Owner.Path}", Good, "text/plain")).Status,
            Is.EqualTo(405)
        );
    }

    [TestCase("text/plain", 415)]
    [TestCase("application/json", 413)]
    public async Task UnreadableBody_ComesBeforeItsContentAndAMalformedIfMatch(string contentType, int status)
    {
        var tenant = await NewTenantAsync();
        var body = status == 413 ? new string(' ', 70_000) : Bad;

        var answer = await tenant.Client.CallAsync(
            $"PATCH {tenant.Owner.Path}",
            body,
            contentType,
            ("If-Match", "malformed")
        );

        Assert.That(answer.Status, Is.EqualTo(status));
    }

    [TestCase("PATCH /v1/api-keys/" + Nobody)]
    [TestCase("PATCH /dialnexa/v1/api-keys/abcgvvzzlrbnqy")]
    public async Task BadBody_ComesBeforeAMissingKey(string request)
    {
        var tenant = await NewTenantAsync();

        Assert.That((await tenant.Client.CallAsync(request, Bad)).Status, Is.EqualTo(400));
        Assert.That((await tenant.Client.CallAsync(request, Good)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task MalformedIfMatch_ComesBeforeAMissingKey()
    {
        var tenant = await NewTenantAsync();

        foreach (var (method, body) in new[] { ("PATCH", Good), ("DELETE", null) })
        {
            var answer = await tenant.Client.CallAsync(
                $"{method} /v1/api-keys/{Nobody}",
                body,
                headers: ("If-Match", "malformed")
            );
            Assert.That(answer.Status, Is.EqualTo(400), method);
        }
    }

    [Test]
    public async Task BadBody_ComesBeforeAWorkspaceOutOfReach()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync("POST /v1/api-keys", """{"name":"","workspaceId":"other"}""");

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task WorkspaceOutOfReach_ComesBeforeATakenName()
    {
        var tenant = await NewTenantAsync();
        await (await NewTenantAsync(tenant.OrgId, "other")).IssueAsync("Taken");

        var answer = await tenant.Client.CallAsync(
            "POST /v1/api-keys",
            """{"name":"Taken","scopes":["*"],"workspaceId":"other"}"""
        );

        Assert.That(answer.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task MissingOrRevokedKey_ComesBeforeAStaleIfMatch()
    {
        var tenant = await NewTenantAsync();
        var revoked = await tenant.IssueRevokedAsync("Gone");

        foreach (var id in new[] { Nobody, revoked.Id })
        {
            var answer = await tenant.Client.CallAsync($"PATCH /v1/api-keys/{id}", Good, headers: ("If-Match", Stale));
            Assert.That(answer.Status, Is.EqualTo(404), id);
        }
    }

    [Test]
    public async Task StaleIfMatch_ComesBeforeATakenName()
    {
        var tenant = await NewTenantAsync();
        await tenant.IssueAsync("Taken");
        var key = await tenant.IssueAsync("Before");

        Assert.That((await tenant.RenameAsync(key, "Taken", ("If-Match", Stale))).Status, Is.EqualTo(412));
        Assert.That((await tenant.RenameAsync(key, "Taken", ("If-Match", "\"1\""))).Status, Is.EqualTo(409));
    }

    [Test]
    public async Task StaleIfMatch_ComesBeforeTheState()
    {
        var tenant = await NewTenantAsync();
        var revoked = await tenant.IssueRevokedAsync("Gone");

        var stale = await tenant.Client.CallAsync($"DELETE {revoked.Path}", headers: ("If-Match", "\"1\""));
        var current = await tenant.Client.CallAsync($"DELETE {revoked.Path}", headers: ("If-Match", "\"2\""));

        Assert.That((stale.Status, current.Status), Is.EqualTo((412, 409)));
    }
}
