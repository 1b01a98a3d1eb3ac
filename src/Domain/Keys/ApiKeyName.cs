using System.Buffers;
using System.Globalization;
using System.Text;
using ApiKeys.Domain.Common;

namespace ApiKeys.Domain.Keys;

/// <summary>
/// The label people see: trimmed, Unicode NFC, 1 to 100 code points without control or bidirectional characters.
/// Two names are the same when they are <see cref="Normalized"/> alike: case and width do not matter.
/// </summary>
public sealed record ApiKeyName
{
    public const int MaxCodePoints = 100;

    /// <summary>Column width: 100 code points are at most 200 UTF-16 units.</summary>
    public const int MaxUtf16Units = 200;

    /// <summary>Column width of <see cref="Normalized"/>, in UTF-16 units.</summary>
    public const int MaxNormalizedUtf16Units = 400;

    private ApiKeyName(string value, string normalized)
    {
        Value = value;
        Normalized = normalized;
    }

    public string Value { get; }

    /// <summary>NFKC, then upper-case invariant: what uniqueness and search compare.</summary>
    public string Normalized { get; }

    /// <summary>The name, or a <see cref="ValidationError"/> on the field <c>name</c>.</summary>
    public static Result<ApiKeyName> Create(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Invalid("A name is required.");
        if (!IsWellFormed(text))
            return Invalid("The name holds an unpaired surrogate.");

        var trimmed = text.Trim();
        foreach (var rune in trimmed.EnumerateRunes())
        {
            if (IsRefused(rune))
                return Invalid($"The name holds the character U+{rune.Value:X4}, which is not allowed.");
        }

        var value = trimmed.Normalize(NormalizationForm.FormC);
        if (value.EnumerateRunes().Count() > MaxCodePoints)
            return Invalid($"A name has at most {MaxCodePoints} characters (Unicode code points).");
        var normalized = NormalizePart(value);
        if (normalized.Length > MaxNormalizedUtf16Units)
            return Invalid("The name is too long in its compatibility form (NFKC).");
        return new ApiKeyName(value, normalized);
    }

    /// <summary>
    /// A part of a name in the form of <see cref="Normalized"/>; null when no name can hold it.
    /// </summary>
    public static string? NormalizeSearch(string part)
    {
        if (!IsWellFormed(part) || part.EnumerateRunes().Any(IsRefused))
            return null;
        var normalized = NormalizePart(part);
        return normalized.Length > MaxNormalizedUtf16Units ? null : normalized;
    }

    /// <summary>A name read back from where <see cref="Create"/>'s value was stored.</summary>
    public static ApiKeyName FromStorage(string value) => new(value, NormalizePart(value));

    public override string ToString() => Value;

    private static ValidationError Invalid(string message) => ValidationError.For("name", message);

    private static string NormalizePart(string text) => text.Normalize(NormalizationForm.FormKC).ToUpperInvariant();

    private static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var units) != OperationStatus.Done)
                return false;
            rest = rest[units..];
        }

        return true;
    }

    // Controls and separators break lines and logs; bidirectional controls make one name look like another. U+FFFE is no
    // character (it tells that bytes are swapped), and normalization throws on it.
    private static bool IsRefused(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE;
}
