using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;

namespace ApiKeys.WebApi.Errors;

/// <summary>The native error body.</summary>
public sealed record NativeErrorResponse([property: JsonPropertyName("error")] NativeError Error)
{
    internal static NativeErrorResponse From(Error error) =>
        new(new NativeError(error.Code, error.Message, DetailsOf(error)));

    private static JsonObject? DetailsOf(Error error) =>
        error switch
        {
            ValidationError invalid => new JsonObject(
                invalid.Fields.Select(field =>
                    KeyValuePair.Create<string, JsonNode?>(
                        field.Key,
                        new JsonArray([.. field.Value.Select(message => JsonValue.Create(message))])
                    )
                )
            ),
            NameConflictError { ConflictingKeyId: { } id } => new JsonObject { ["conflictingKeyId"] = id.ToString() },
            RateLimitedError limited => new JsonObject { ["retryAfter"] = limited.RetryAfterSeconds },
            _ => null,
        };
}

/// <summary>What was refused and why.</summary>
public sealed record NativeError(
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("details"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        JsonObject? Details
);

[JsonSerializable(typeof(NativeErrorResponse))]
internal sealed partial class NativeErrorJsonContext : JsonSerializerContext
{
    static NativeErrorJsonContext() =>
        Default = new NativeErrorJsonContext(
            new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}
