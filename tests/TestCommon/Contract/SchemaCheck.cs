using System.Text.Json;
using System.Text.RegularExpressions;

namespace ApiKeys.TestCommon;

/// <summary>
/// Compares JSON with the part of OpenAPI 3.0's schemas that the documents use. A fault names the place, never the
/// value, which may be a secret.
/// </summary>
public sealed partial class SchemaCheck(JsonElement document)
{
    private static readonly string[] Understood =
    [
        .. (string[])["$ref", "type", "nullable", "enum", "pattern", "format", "description", "example", "default"],
        .. (string[])["minLength", "maxLength", "minimum", "maximum", "minItems", "items", "oneOf"],
        .. (string[])["properties", "required", "additionalProperties"],
    ];

    /// <summary>What a <c>$ref</c> stands for; anything else stands for itself.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        if (!element.TryGetProperty("$ref", out var reference))
            return element;
        var steps = reference.GetString()!.Split('/').Skip(1);
        return Resolve(steps.Aggregate(document, (place, step) => place.GetProperty(step)));
    }

    /// <summary>What is wrong with <paramref name="value"/>; null when nothing is.</summary>
    public string? Fault(JsonElement value, JsonElement reference, string place)
    {
        var schema = Resolve(reference);
        if (schema.EnumerateObject().Select(rule => rule.Name).Except(Understood).FirstOrDefault() is { } unknown)
            return $"{place}: the check does not know the rule {unknown}";
        if (value.ValueKind is JsonValueKind.Null)
            return Has(schema, "nullable") is { ValueKind: JsonValueKind.True } ? null : $"{place} is null";
        if (Has(schema, "oneOf") is { } choices)
        {
            return choices.EnumerateArray().Count(choice => Fault(value, choice, place) is null) == 1
                ? null
                : $"{place} is not exactly one of the choices";
        }

        var words = Has(schema, "enum")?.EnumerateArray().ToArray();
        if (words is not null && !words.Any(word => JsonElement.DeepEquals(word, value)))
            return $"{place} is no word of its enumeration";
        return Has(schema, "type")?.GetString() switch
        {
            "object" => ObjectFault(value, schema, place),
            "array" => ArrayFault(value, schema, place),
            "string" => TextFault(value, schema, place),
            "integer" => NumberFault(value, schema, place),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{place} is no boolean",
            var type => $"{place}: the check does not know the type {type}",
        };
    }

    private string? ObjectFault(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind is not JsonValueKind.Object)
            return $"{place} is no object";
        var required = Has(schema, "required")?.EnumerateArray() ?? default;
        if (required.FirstOrDefault(name => Has(value, name.GetString()!) is null) is { ValueKind: not 0 } missing)
            return $"{place}.{missing.GetString()} is missing";
        var isClosed = Has(schema, "additionalProperties") is { ValueKind: JsonValueKind.False };
        foreach (var member in value.EnumerateObject())
        {
            var rule = Has(schema, "properties") is { } known ? Has(known, member.Name) : null;
            if (rule is null && isClosed)
                return $"{place}.{member.Name} is not documented";
            if (rule is not null && Fault(member.Value, rule.Value, $"{place}.{member.Name}") is { } fault)
                return fault;
        }

        return null;
    }

    private string? ArrayFault(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind is not JsonValueKind.Array)
            return $"{place} is no array";
        if (value.GetArrayLength() < (Has(schema, "minItems")?.GetInt32() ?? 0))
            return $"{place} has too few items";
        var rule = schema.GetProperty("items");
        return value
            .EnumerateArray()
            .Select((item, index) => Fault(item, rule, $"{place}[{index}]"))
            .FirstOrDefault(fault => fault is not null);
    }

    private static string? TextFault(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind is not JsonValueKind.String)
            return $"{place} is no string";
        var text = value.GetString()!;
        var codePoints = text.EnumerateRunes().Count();
        if (codePoints < (Has(schema, "minLength")?.GetInt32() ?? 0))
            return $"{place} is too short";
        if (codePoints > (Has(schema, "maxLength")?.GetInt32() ?? int.MaxValue))
            return $"{place} is too long";
        var pattern = Has(schema, "pattern")?.GetString();
        if (pattern is not null && !Regex.IsMatch(text, pattern, RegexOptions.ECMAScript))
            return $"{place} does not match its pattern";
        return Has(schema, "format")?.GetString() switch
        {
            null => null,
            "uuid" => Uuid().IsMatch(text) ? null : $"{place} is no lower-case UUID",
            "date-time" => Instant().IsMatch(text) ? null : $"{place} is no instant in UTC with milliseconds",
            var format => $"{place}: the check does not know the format {format}",
        };
    }

    private static string? NumberFault(JsonElement value, JsonElement schema, string place)
    {
        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetInt64(out var number))
            return $"{place} is no integer";
        var isInside =
            number >= (Has(schema, "minimum")?.GetInt64() ?? long.MinValue)
            && number <= (Has(schema, "maximum")?.GetInt64() ?? long.MaxValue);
        return isInside ? null : $"{place} is out of range";
    }

    private static JsonElement? Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var member) ? member : null;

    [GeneratedRegex("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Instant();
}
