using System.Text.Json.Serialization;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace ApiKeys.WebApi.DialNexa;

/// <summary>This dialect's error body. <c>message</c> is a string, or an array when several fields are wrong.</summary>
public sealed record DialNexaErrorResponse(
    [property: JsonPropertyName("statusCode")] int StatusCode,
    [property: JsonPropertyName("message")] object Message,
    [property: JsonPropertyName("error")] string Error
)
{
    internal static DialNexaErrorResponse From(Error error)
    {
        var status = ErrorStatus.Of(error.Kind);
        return new DialNexaErrorResponse(status, MessageOf(error), ReasonPhrases.GetReasonPhrase(status));
    }

    private static object MessageOf(Error error) =>
        error switch
        {
            { Kind: ErrorKind.Unauthorized } => "Unauthorized",
            ValidationError { Fields.Count: 1 } invalid => string.Join(' ', invalid.Fields.Single().Value),
            ValidationError invalid => invalid.Fields.SelectMany(field => field.Value).ToArray(),
            NameConflictError { ConflictingSelector: { } selector } => $"{error.Message} It is {selector}.",
            _ => error.Message,
        };
}
