using System.Globalization;
using System.Text.Json.Nodes;
using ApiKeys.Application.Common;
using ApiKeys.Domain.Keys;
using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>The limits that the wire shapes have beyond their types, taken from where they are enforced.</summary>
internal static class SchemaRules
{
    private const string SelectorText = "[a-z]{14}";
    private const string TenantId = "^[A-Za-z0-9._:-]+$";
    private const string PlaintextTail = "[0-9A-Za-z]{38}$";

    /// <summary>What requests must hold; answers hold everything.</summary>
    private static readonly Dictionary<string, string[]> RequiredInRequests = new()
    {
        ["RenameApiKeyRequest"] = ["name"],
        ["IssueApiKeyRequest"] = ["name", "scopes"],
        ["VerifyApiKeyRequest"] = ["key"],
        ["DialNexaRenameRequest"] = ["name"],
        ["DialNexaCreateRequest"] = ["name"],
    };

    /// <summary>By member name, which means the same in every shape; "Shape.member" where it does not.</summary>
    private static readonly Dictionary<string, Action<OpenApiSchema>> Rules = new()
    {
        ["name"] = Length(1, ApiKeyName.MaxCodePoints),
        ["scopes"] = schema => schema.Items = ScopeWord(),
        ["IssueApiKeyRequest.scopes"] = schema => (schema.Items, schema.MinItems) = (ScopeWord(), 1),
        ["prefix"] = Pattern($"^pk_(live|test)_{SelectorText}$"),
        ["plaintextKey"] = Pattern($"^pk_(live|test)_{SelectorText}_{PlaintextTail}"),
        ["secret"] = Pattern($"^{SelectorText}:{PlaintextTail}"),
        ["orgId"] = TenantIdRule,
        ["workspaceId"] = TenantIdRule,
        ["status"] = Words(Enum.GetValues<ApiKeyStatus>().Select(status => status.Word())),
        ["environment"] = Words(Enum.GetValues<KeyEnvironment>().Select(environment => environment.Word())),
        ["type"] = Words(["api_key.issued", "api_key.renamed", "api_key.rotated", "api_key.revoked"]),
        ["code"] = Words(["valid", "malformed", "not_found", "revoked", "expired", "rotated", "insufficient_scope"]),
        ["graceSeconds"] = Range(0, ApiKey.MaxGraceSeconds),
        ["limit"] = Range(1, PageSize.Max),
        ["page"] = Range(1, null),
        ["total"] = Range(0, null),
        ["totalPages"] = Range(0, null),
        ["DialNexaKeyResponse.id"] = Selector,
        ["DialNexaCreatedResponse.id"] = Selector,
        ["KeyEventResponse.data"] = EventData,
    };

    public static void Apply(string shape, OpenApiSchema schema)
    {
        var isRequest = shape.EndsWith("Request", StringComparison.Ordinal);
        var members = schema.Properties ?? new Dictionary<string, IOpenApiSchema>();
        schema.AdditionalPropertiesAllowed = isRequest;
        schema.Required = (isRequest ? RequiredInRequests.GetValueOrDefault(shape, []) : members.Keys).ToHashSet();
        foreach (var (name, member) in members)
        {
            if (member is not OpenApiSchema inline)
                continue;
            if (isRequest && schema.Required.Contains(name))
                inline.Type &= ~JsonSchemaType.Null;
            ApplyTo(inline, $"{shape}.{name}", name);
        }
    }

    /// <summary>The same limits for a parameter.</summary>
    public static void ApplyTo(OpenApiSchema schema, params string[] names)
    {
        foreach (var name in names)
        {
            if (!Rules.TryGetValue(name, out var rule))
                continue;
            rule(schema);
            return;
        }
    }

    public static void Selector(OpenApiSchema schema) => schema.Pattern = $"^{SelectorText}$";

    public static Action<OpenApiSchema> Pattern(string pattern) => schema => schema.Pattern = pattern;

    public static Action<OpenApiSchema> Length(int min, int max) =>
        schema => (schema.MinLength, schema.MaxLength) = (min, max);

    private static Action<OpenApiSchema> Range(int min, int? max) =>
        schema =>
        {
            schema.Minimum = min.ToString(CultureInfo.InvariantCulture);
            schema.Maximum = max?.ToString(CultureInfo.InvariantCulture);
        };

    private static Action<OpenApiSchema> Words(IEnumerable<string> words) =>
        schema =>
        {
            schema.Enum = [.. words.Select(word => (JsonNode)word)];
            // In OpenAPI 3.0 a nullable enumeration lists null, too.
            if (schema.Type?.HasFlag(JsonSchemaType.Null) == true)
                schema.Enum.Add(JsonNullSentinel.JsonNull);
        };

    private static void TenantIdRule(OpenApiSchema schema)
    {
        schema.Pattern = TenantId;
        (schema.MinLength, schema.MaxLength) = (1, Tenant.MaxIdLength);
    }

    private static OpenApiSchema ScopeWord()
    {
        var word = new OpenApiSchema { Type = JsonSchemaType.String };
        (word.MinLength, word.MaxLength) = (1, Domain.Keys.Scope.MaxLength);
        return word;
    }

    private static void EventData(OpenApiSchema schema)
    {
        schema.Description =
            "Renamed: oldName and newName. Rotated: successorId. Issued by a rotation: predecessorId. Else empty.";
        schema.AdditionalProperties = null;
        schema.AdditionalPropertiesAllowed = false;
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["oldName"] = Text(format: null),
            ["newName"] = Text(format: null),
            ["successorId"] = Text("uuid"),
            ["predecessorId"] = Text("uuid"),
        };
    }

    private static OpenApiSchema Text(string? format) => new() { Type = JsonSchemaType.String, Format = format };
}
