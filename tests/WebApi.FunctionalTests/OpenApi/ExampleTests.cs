using System.Text.Json;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.OpenApi;

/// <summary>What the documents show as requests is sent as it stands, and what they show as answers keeps their own rules.</summary>
internal sealed class ExampleTests : ServiceFixture
{
    private static IEnumerable<TestCaseData> Requests =>
        from document in Documents
        from one in document.Operations
        from media in MediaOf(one.Operation, "requestBody")
        select new TestCaseData(one.Method, one.Path, media.Name, media.Value.GetProperty("example").GetRawText());

    private static IEnumerable<TestCaseData> Answers =>
        from document in Documents
        from one in document.Operations
        from response in one.Operation.GetProperty("responses").EnumerateObject()
        where !response.Value.TryGetProperty("$ref", out _)
        from media in MediaOf(response.Value)
        select new TestCaseData(
            one.Method,
            one.Path,
            int.Parse(response.Name, null),
            media.Value.GetProperty("example").GetRawText()
        );

    private static ContractDocument[] Documents => [ContractDocument.Native, ContractDocument.DialNexa];

    [TestCaseSource(nameof(Requests))]
    public async Task RequestExample_SentAsItStands_Succeeds(string method, string path, string type, string body)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var id = path.StartsWith("/dialnexa", StringComparison.Ordinal) ? key.Selector : key.Id;

        var answer = await tenant.Client.CallAsync(
            $"{method} {path.Replace("{id}", id, StringComparison.Ordinal)}",
            body,
            type
        );

        Assert.That(answer.Status, Is.AnyOf(200, 201));
    }

    [TestCaseSource(nameof(Answers))]
    public void AnswerExample_IsWhatItsSchemaAllows(string method, string path, int status, string body)
    {
        var document = path.StartsWith("/dialnexa", StringComparison.Ordinal)
            ? ContractDocument.DialNexa
            : ContractDocument.Native;

        Assert.That(document.Fault(method, path, Answered(status, body)), Is.Null);
    }

    [TestCase(418, "{}", "418 is not documented")]
    [TestCase(200, "{}", "body.id is missing")]
    [TestCase(
        200,
        """{"id":"abcdefghijklmn","name":"x","last_used_at":null,"is_expired":null,"created_at":"2024-03-01T10:00:00.000Z"}""",
        "body.is_expired is null"
    )]
    [TestCase(
        200,
        """{"id":"abcdefghijklmn","name":"x","last_used_at":null,"is_expired":"no","created_at":"2024-03-01T10:00:00.000Z"}""",
        "body.is_expired is no boolean"
    )]
    [TestCase(
        200,
        """{"id":"ABCDEFGHIJKLMN","name":"x","last_used_at":null,"is_expired":false,"created_at":"2024-03-01T10:00:00.000Z"}""",
        "body.id does not match its pattern"
    )]
    [TestCase(
        200,
        """{"id":"abcdefghijklmn","name":"","last_used_at":null,"is_expired":false,"created_at":"2024-03-01T10:00:00.000Z"}""",
        "body.name is too short"
    )]
    [TestCase(
        200,
        """{"id":"abcdefghijklmn","name":"x","last_used_at":null,"is_expired":false,"created_at":"2024-03-01T10:00:00Z"}""",
        "body.created_at is no instant in UTC with milliseconds"
    )]
    [TestCase(
        200,
        """{"id":"abcdefghijklmn","name":"x","last_used_at":null,"is_expired":false,"created_at":"2024-03-01T10:00:00.000Z","more":1}""",
        "body.more is not documented"
    )]
    [TestCase(
        404,
        """{"statusCode":404,"message":7,"error":"Not Found"}""",
        "body.message is not exactly one of the choices"
    )]
    public void TheCheckItself_FindsWhatTheDocumentDoesNotAllow(int status, string body, string fault) =>
        Assert.That(
            ContractDocument.DialNexa.Fault("PATCH", "/dialnexa/v1/api-keys/abcdefghijklmn", Answered(status, body)),
            Is.EqualTo(fault)
        );

    private static Answer Answered(int status, string body) =>
        new(
            status,
            new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json; charset=utf-8",
                ["X-Request-Id"] = "1",
                ["ETag"] = "\"1\"",
                ["Location"] = "/",
            },
            body
        );

    private static IEnumerable<JsonProperty> MediaOf(JsonElement element, string? member = null)
    {
        if (member is not null)
            return element.TryGetProperty(member, out var inner) ? MediaOf(inner) : [];
        return element.TryGetProperty("content", out var content) ? content.EnumerateObject() : [];
    }
}
