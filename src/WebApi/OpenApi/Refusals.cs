using System.Text.Json.Nodes;
using ApiKeys.Domain.Common;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>The refusals of a document as shared components, with the error body of its dialect.</summary>
internal static class Refusals
{
    private const string Schema = "ErrorResponse";
    private const string InnerSchema = "ErrorBody";

    /// <summary>The shapes described here, with their limits.</summary>
    public static readonly string[] Shapes = [Schema, InnerSchema];

    /// <summary>A reference to the answer with a status.</summary>
    public static OpenApiResponseReference Of(OpenApiDocument document, int status, bool isDialNexa)
    {
        document.AddComponent(Schema, isDialNexa ? DialNexaError() : NativeError(document));
        var name = ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);
        var response = new OpenApiResponse
        {
            Description = DescriptionOf(status),
            Headers = Headers.Of(document, HeadersOf(status)),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(Schema, document),
                    Example = ExampleOf(status, isDialNexa),
                },
            },
        };
        document.AddComponent(name, response);
        return new OpenApiResponseReference(name, document);
    }

    private static string[] HeadersOf(int status) =>
        status switch
        {
            401 or 403 => [Headers.Challenge],
            429 => [Headers.RetryAfter, .. Headers.RateLimit],
            503 => [Headers.RetryAfter],
            _ => [],
        };

    private static string DescriptionOf(int status) =>
        status switch
        {
            400 => "A parameter, a header or the body is not valid.",
            401 => "No bearer token, or one that is not accepted.",
            403 => "The caller may not do this.",
            404 => "There is no such key in the caller's reach, or not any more.",
            409 =>
                "The name is taken, the key's state does not allow it, or an Idempotency-Key came with another request.",
            412 => "The key has changed since the version in If-Match; nothing was written.",
            413 => "The body is too large.",
            415 => "The body is of a media type that is not taken.",
            429 => "Too many requests.",
            500 => "Something went wrong in the service.",
            503 => "The database is away or busy; try again.",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    private static (string Code, string Message, string? Details) ErrorOf(int status) =>
        status switch
        {
            400 => (ErrorCodes.ValidationFailed, "The request is not valid.", """{"name":["A name is required."]}"""),
            401 => (ErrorCodes.Unauthorized, "A valid API key or session is required as bearer token.", null),
            403 => (ErrorCodes.Forbidden, "The caller may not do this.", null),
            404 => (ErrorCodes.NotFound, "There is no such API key.", null),
            409 => (
                ErrorCodes.NameConflict,
                "Another key of this workspace has this name (case and width do not matter).",
                $$"""{"conflictingKeyId":"{{Examples.OtherId}}"}"""
            ),
            412 => (
                ErrorCodes.PreconditionFailed,
                "The key has changed since: its version matches none in If-Match.",
                null
            ),
            413 => (ErrorCodes.PayloadTooLarge, "The body is larger than 65536 bytes.", null),
            415 => (ErrorCodes.UnsupportedMediaType, "The body must be application/json.", null),
            429 => (ErrorCodes.RateLimited, "Too many requests.", """{"retryAfter":1}"""),
            500 => (ErrorCodes.InternalError, "Something went wrong here.", null),
            503 => (ErrorCodes.Unavailable, "The database cannot be reached, or is busy or full.", null),
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    private static JsonObject ExampleOf(int status, bool isDialNexa)
    {
        var (code, message, details) = ErrorOf(status);
        if (isDialNexa)
        {
            return new JsonObject
            {
                ["statusCode"] = status,
                ["message"] = status == 401 ? "Unauthorized" : message,
                ["error"] = ReasonPhrases.GetReasonPhrase(status),
            };
        }

        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (details is not null)
            error["details"] = JsonNode.Parse(details);
        return new JsonObject { ["error"] = error };
    }

    private static OpenApiSchema NativeError(OpenApiDocument document)
    {
        var error = Closed("What was refused and why.", ("code", Code()), ("message", Text()), ("details", Details()));
        document.AddComponent(InnerSchema, error);
        return Closed("The body of every refusal.", ("error", new OpenApiSchemaReference(InnerSchema, document)));
    }

    private static OpenApiSchema DialNexaError() =>
        Closed(
            "The body of every refusal.",
            ("statusCode", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" }),
            ("message", OneOrMany()),
            ("error", Text())
        );

    // Only details may be missing.
    private static OpenApiSchema Closed(string description, params (string Name, IOpenApiSchema Schema)[] members) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Properties = members.ToDictionary(member => member.Name, member => member.Schema),
            Required = members.Select(member => member.Name).Where(name => name != "details").ToHashSet(),
            AdditionalPropertiesAllowed = false,
        };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Code() =>
        new() { Type = JsonSchemaType.String, Enum = [.. AllCodes().Select(code => (JsonNode)code)] };

    private static OpenApiSchema Details() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description =
                "More, by code. validation_failed: messages by field; name_conflict: conflictingKeyId; rate_limited: retryAfter in seconds.",
            AdditionalPropertiesAllowed = true,
        };

    private static OpenApiSchema OneOrMany() =>
        new()
        {
            Description = "A sentence, or several when several fields are wrong.",
            OneOf = [Text(), new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text() }],
        };

    private static IEnumerable<string> AllCodes() =>
        typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!);
}
