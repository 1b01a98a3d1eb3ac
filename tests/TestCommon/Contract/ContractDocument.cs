using System.Text.Json;

namespace ApiKeys.TestCommon;

/// <summary>A committed OpenAPI document, and whether an answer is what it promises.</summary>
public sealed class ContractDocument
{
    public static readonly ContractDocument Native = new("native");
    public static readonly ContractDocument DialNexa = new("dialnexa");

    private readonly JsonElement root;
    private readonly SchemaCheck schemas;

    private ContractDocument(string dialect)
    {
        root = JsonDocument.Parse(TextOf(dialect)).RootElement;
        schemas = new SchemaCheck(root);
    }

    /// <summary>The committed text of a dialect's document.</summary>
    public static string TextOf(string dialect) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openapi", $"{dialect}.json"));

    /// <summary>Every operation: path, method, and what is said about it.</summary>
    public IEnumerable<(string Path, string Method, JsonElement Operation)> Operations =>
        from path in root.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name.ToUpperInvariant(), method.Value);

    /// <summary>What is wrong with an answer; null when it keeps the contract.</summary>
    public string? Fault(string method, string path, Answer answer)
    {
        if (OperationOf(method, path) is not { } operation)
        {
            return answer.Status is 401 or 403 or 404 or 405 or 503
                ? BodyFault(answer, ErrorSchema)
                : $"{answer.Status} to an unknown path or method";
        }

        return operation.GetProperty("responses").TryGetProperty($"{answer.Status}", out var response)
            ? HeaderFault(response, answer) ?? BodyFault(answer, SchemaOf(response))
            : $"{answer.Status} is not documented";
    }

    private JsonElement ErrorSchema =>
        root.GetProperty("components").GetProperty("schemas").GetProperty("ErrorResponse");

    private JsonElement? OperationOf(string method, string path)
    {
        // Forward authentication takes any method and whatever is below its path.
        if (path == "/v1/auth" || path.StartsWith("/v1/auth/", StringComparison.Ordinal))
            (method, path) = ("GET", "/v1/auth");
        var candidates =
            from one in Operations
            where one.Method == method && Matches(one.Path, path)
            orderby one.Path.Contains('{', StringComparison.Ordinal)
            select (JsonElement?)one.Operation;
        return candidates.FirstOrDefault();
    }

    private static bool Matches(string template, string path)
    {
        var (wanted, given) = (template.Split('/'), path.TrimEnd('/').Split('/'));
        return wanted.Length == given.Length
            && wanted.Zip(given).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    private string? HeaderFault(JsonElement response, Answer answer)
    {
        if (!schemas.Resolve(response).TryGetProperty("headers", out var headers))
            return null;
        var missing = headers.EnumerateObject().FirstOrDefault(header => answer[header.Name] is null);
        return missing.Value.ValueKind is JsonValueKind.Undefined ? null : $"the header {missing.Name} is missing";
    }

    private JsonElement? SchemaOf(JsonElement response) =>
        schemas.Resolve(response).TryGetProperty("content", out var content)
            ? content.GetProperty("application/json").GetProperty("schema")
            : null;

    private string? BodyFault(Answer answer, JsonElement? schema)
    {
        if (schema is null)
            return answer.Body.Length == 0 ? null : "there is a body";
        if (answer["Content-Type"] is not "application/json; charset=utf-8")
            return $"the content type is {answer["Content-Type"]}";
        return schemas.Fault(answer.Json, schema.Value, "body");
    }
}
