using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.DialNexa;

/// <summary>A host listed in <c>DialNexa:Hosts</c> speaks this dialect at <c>/v1/api-keys</c> too.</summary>
internal sealed class HostTests : ServiceFixture
{
    private static readonly (string, string) Host = ("Host", "API.dialnexa.test:5080");

    private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["DialNexa:Hosts:0"] = "api.dialnexa.test" };

    [Test]
    public async Task Rename_OnADialNexaHost_SpeaksDialNexa()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync(
            $"PATCH /v1/api-keys/{key.Selector}",
            """{"name":"After"}""",
            headers: Host
        );

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$"""200 {"id":"{{key.Selector}}","name":"After","last_used_at":null,"is_expired":false,"created_at":"{{Now}}"}"""
            )
        );
    }

    [Test]
    public async Task Refusals_OnADialNexaHost_SpeakDialNexa()
    {
        var tenant = await NewTenantAsync();
        var anonymous = Service.ClientOf(null);

        var unauthorized = await anonymous.CallAsync("GET /v1/api-keys", headers: Host);
        var notFound = await tenant.Client.CallAsync($"PATCH {tenant.Owner.Path}", """{"name":"x"}""", headers: Host);

        Assert.That(unauthorized.Text, Is.EqualTo(DialNexaRefusal.Unauthorized));
        Assert.That(notFound.Text, Is.EqualTo(DialNexaRefusal.NoSuchKey));
    }

    [Test]
    public async Task Verify_OnADialNexaHost_IsNoOperationOfTheDialect()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync(
            "POST /v1/api-keys/verify",
            $$"""{"key":"{{tenant.Owner.Secret}}"}""",
            headers: Host
        );

        Assert.That(
            (answer.Status, answer.Json.GetProperty("statusCode").GetInt32()),
            Is.EqualTo((405, 405)).Or.EqualTo((404, 404))
        );
    }

    [Test]
    public async Task DialNexaPath_OnADialNexaHost_StillWorks()
    {
        var tenant = await NewTenantAsync();

        var answer = await tenant.Client.CallAsync("GET /dialnexa/v1/api-keys", headers: Host);

        Assert.That(answer.Json.GetProperty("meta").GetProperty("total").GetInt32(), Is.EqualTo(1));
    }

    [TestCase("dialnexa.test")]
    [TestCase("api.dialnexa.test.evil.example")]
    [TestCase("localhost")]
    public async Task Rename_OnAnotherHost_SpeaksTheNativeDialect(string host)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        const string Body = """{"name":"After"}""";

        var native = await tenant.Client.CallAsync($"PATCH {key.Path}", Body, headers: ("Host", host));
        var selector = await tenant.Client.CallAsync(
            $"PATCH /v1/api-keys/{key.Selector}",
            Body,
            headers: ("Host", host)
        );

        Assert.That((native.Status, native.Member("prefix")), Is.EqualTo((200, $"pk_live_{key.Selector}")));
        Assert.That(selector.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
    }
}
