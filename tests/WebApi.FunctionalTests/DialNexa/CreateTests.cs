using System.Text.RegularExpressions;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.DialNexa;

internal sealed partial class CreateTests : ServiceFixture
{
    private const string Path = "POST /dialnexa/v1/api-keys";
    private const string NotSupported = "expire_now is not supported here: revoke the old key with DELETE.";

    [Test]
    public async Task Create_AnswersTheNewKeyWithItsWholeSecretOnce()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Path, """{"name":"CI"}""");

        var (id, secret) = (answer.Member("id")!, answer.Member("secret")!);
        Assert.That(Secret().IsMatch(secret) && secret.StartsWith(id, StringComparison.Ordinal), "the secret's form");
        Assert.That(
            answer.Text.Replace(secret, "***", StringComparison.Ordinal),
            Is.EqualTo($$"""201 {"id":"{{id}}","name":"CI","secret":"***","created_at":"{{Now}}"}""")
        );
        var used = await Service.ClientOf(secret).CallAsync("GET /dialnexa/v1/api-keys");
        Assert.That(used.Status, Is.EqualTo(200));
    }

    [TestCase("live", "\"*\"")]
    [TestCase("test", "\"read:chat\",\"*\"")]
    public async Task Create_InheritsTheCallersWorkspaceScopesAndEnvironment(string environment, string scopes)
    {
        var tenant = await NewTenantAsync();
        var caller = await tenant.IssueAsync(
            "Caller",
            $"\"scopes\":[{scopes}],\"environment\":\"{environment}\",\"expiresAt\":\"{At(TimeSpan.FromDays(1))}\""
        );

        var created = await tenant.ClientOf(caller).CallAsync(Path, """{"name":"Child","expire_now":false}""");

        var selector = created.Member("id");
        var list = await tenant.Client.CallAsync("GET /v1/api-keys?search=Child");
        var id = list.Json.GetProperty("items")[0].GetProperty("id");
        Assert.That(
            list.Text,
            Is.EqualTo(
                $$"""200 {"items":[{"id":"{{id}}","prefix":"pk_{{environment}}_{{selector}}","name":"Child","scopes":[{{scopes}}],"orgId":"{{tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{caller.Id}}","createdAt":"{{Now}}","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}],"nextCursor":null}"""
            )
        );
    }

    [TestCaseSource(typeof(BadBodies), nameof(BadBodies.OfRename))]
    public async Task Create_WithABadBody_IsRefused(string body, string field, string message)
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Path, body);

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.Invalid(message)), field);
    }

    [Test]
    public async Task Create_WithExpireNow_IsRefusedWithTheReason()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Path, """{"name":"CI","expire_now":true}""");

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.Invalid(NotSupported)));
    }

    [Test]
    public async Task Create_WithSeveralBadFields_ListsTheMessages()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(Path, """{"name":"","expire_now":true}""");

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(
            answer.Json.GetProperty("message").EnumerateArray().Select(message => message.GetString()),
            Is.EquivalentTo(new[] { NotSupported, "A name is required." })
        );
    }

    [Test]
    public async Task Create_WithATakenName_IsAConflictThatNamesTheHoldersSelector()
    {
        var tenant = await NewTenantAsync();
        var holder = await tenant.IssueAsync("Taken");

        var answer = await tenant.Client.CallAsync(Path, """{"name":"TAKEN"}""");

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NameTaken(holder)));
    }

    [GeneratedRegex("^[a-z]{14}:[0-9A-Za-z]{38}$")]
    private static partial Regex Secret();
}
