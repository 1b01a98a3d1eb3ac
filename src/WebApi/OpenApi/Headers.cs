using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>The headers of answers, each described once per document.</summary>
internal static class Headers
{
    public const string ETag = "ETag";
    public const string Location = "Location";
    public const string RequestId = "X-Request-Id";
    public const string Challenge = "WWW-Authenticate";
    public const string RetryAfter = "Retry-After";

    public static readonly string[] Identity =
    [
        "X-Api-Key-Id",
        "X-Api-Key-Name",
        "X-Api-Key-Org",
        "X-Api-Key-Workspace",
        "X-Api-Key-Scopes",
    ];

    public static readonly string[] RateLimit = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

    private static readonly Dictionary<string, (JsonSchemaType Type, string Description)> Known = new()
    {
        [ETag] = (JsonSchemaType.String, "The key's version, strong; give it back as If-Match."),
        [Location] = (JsonSchemaType.String, "The path of the new key."),
        [RequestId] = (
            JsonSchemaType.String,
            "Names this answer in a support request; the caller's own, if it sent one."
        ),
        [Challenge] = (JsonSchemaType.String, "The challenge of RFC 6750."),
        [RetryAfter] = (JsonSchemaType.Integer, "Seconds to wait before trying again."),
        ["X-Api-Key-Id"] = (JsonSchemaType.String, "The key's id."),
        ["X-Api-Key-Name"] = (JsonSchemaType.String, "The key's name, percent-encoded UTF-8."),
        ["X-Api-Key-Org"] = (JsonSchemaType.String, "The key's organization."),
        ["X-Api-Key-Workspace"] = (JsonSchemaType.String, "The key's workspace."),
        ["X-Api-Key-Scopes"] = (JsonSchemaType.String, "The key's scopes, separated by spaces."),
        ["X-RateLimit-Limit"] = (JsonSchemaType.Integer, "How many requests the caller may send in a window."),
        ["X-RateLimit-Remaining"] = (JsonSchemaType.Integer, "How many of them are left."),
        ["X-RateLimit-Reset"] = (JsonSchemaType.Integer, "When the window ends, in seconds of Unix time."),
    };

    /// <summary>References to the named headers and to the one that every answer has.</summary>
    public static IDictionary<string, IOpenApiHeader> Of(OpenApiDocument document, params IEnumerable<string> names)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        foreach (var name in names.Append(RequestId))
        {
            var (type, description) = Known[name];
            var schema = new OpenApiSchema { Type = type };
            document.AddComponent(
                name,
                new OpenApiHeader
                {
                    Description = description,
                    Required = true,
                    Schema = schema,
                }
            );
            headers[name] = new OpenApiHeaderReference(name, document);
        }

        return headers;
    }
}
