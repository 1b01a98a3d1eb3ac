using ApiKeys.Domain.Common;
using ApiKeys.WebApi.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Net.Http.Headers;

namespace ApiKeys.WebApi.Errors;

/// <summary>Unreadable input as a <see cref="ValidationError"/>, in the words of the wire and never with the value.</summary>
internal static class ModelErrors
{
    private const string Body = "body";
    private const string JsonRoot = "$";

    /// <summary>Fields whose messages are ours; the framework's repeat the value or name .NET types.</summary>
    private static readonly string[] OwnMessages =
    [
        HeaderNames.IfMatch,
        IdempotentAttribute.Header,
        "expire_now",
        "name",
    ];

    public static ValidationError From(ModelStateDictionary state)
    {
        var fields = new Dictionary<string, string[]>();
        foreach (var (key, entry) in state)
        {
            if (entry.Errors.Count > 0)
                fields[FieldOf(key)] = [.. entry.Errors.Select(error => MessageOf(key, error)).Distinct()];
        }

        // A body that cannot be read says it once: the framework adds that the parameter is missing.
        if (fields.Count > 1)
            fields.Remove("request");
        return new ValidationError(fields);
    }

    // $.scopes[0] is the field scopes.
    private static string FieldOf(string key) =>
        key is "" or JsonRoot ? Body
        : key.StartsWith("$.", StringComparison.Ordinal) ? key[2..].Split('.', '[')[0]
        : key;

    private static string MessageOf(string key, ModelError error) =>
        key is "" or JsonRoot ? "The body must be a JSON object."
        : key.StartsWith("$.", StringComparison.Ordinal) ? "The value is of the wrong type, or the JSON breaks here."
        : OwnMessages.Contains(key) ? error.ErrorMessage
        : "The value is not valid.";
}
