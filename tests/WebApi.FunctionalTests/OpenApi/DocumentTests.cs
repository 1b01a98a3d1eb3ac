using System.Text.RegularExpressions;
using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.OpenApi;

internal sealed partial class DocumentTests : ServiceFixture
{
    [TestCase("native")]
    [TestCase("dialnexa")]
    public async Task Document_IsServedToAnyone_AsItIsCommitted(string dialect)
    {
        var answer = await Service.ClientOf(token: null).CallAsync($"GET /openapi/{dialect}.json");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(
            Lines(answer.Body),
            Is.EqualTo(Lines(ContractDocument.TextOf(dialect))),
            "dotnet build src/WebApi -p:UpdateOpenApi=true brings docs/openapi up to date"
        );
    }

    [TestCase("native")]
    [TestCase("dialnexa")]
    public void Document_HoldsNoSecretThatCouldBeReal(string dialect)
    {
        var secrets = Secret().Matches(ContractDocument.TextOf(dialect)).Select(match => match.Value).ToArray();

        Assert.That(secrets, Is.Not.Empty);
        Assert.That(secrets.Select(KeyToken.Parse), Has.All.Null);
    }

    [Test]
    public async Task Document_OfAnUnknownName_IsAnUnknownPath()
    {
        var answer = await Service.ClientOf(token: null).CallAsync("GET /openapi/other.json");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchPath));
    }

    [TestCase("/docs", 301)]
    [TestCase("/docs/index.html", 200)]
    public async Task Page_IsServedToAnyone(string path, int status)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        client.BaseAddress = Service.ClientOf(token: null).BaseAddress;

        Assert.That((await client.CallAsync($"GET {path}")).Status, Is.EqualTo(status));
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd().Split('\n');

    [GeneratedRegex("(pk_(live|test)_[a-z]{14}_|[a-z]{14}:)[0-9A-Za-z]{38}")]
    private static partial Regex Secret();
}
