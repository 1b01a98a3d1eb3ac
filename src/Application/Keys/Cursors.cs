using System.Buffers.Binary;
using System.Buffers.Text;

namespace ApiKeys.Application.Keys;

/// <summary>The place of a key in a list that is ordered newest first: after it comes the next page. Opaque on the wire.</summary>
public readonly record struct ApiKeyCursor(DateTimeOffset CreatedAt, Guid Id)
{
    private const byte Kind = 1;
    private const int Length = 1 + 8 + 16;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], CreatedAt.ToUnixTimeMilliseconds());
        Id.TryWriteBytes(bytes[9..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The cursor, or null when the text is none of ours.</summary>
    public static ApiKeyCursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (!CursorText.TryDecode(text, Kind, bytes))
            return null;
        var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        return milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? new ApiKeyCursor(
                DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
                new Guid(bytes[9..], bigEndian: true)
            )
            : null;
    }
}

/// <summary>The place in a key's history: the next page holds lower versions. Opaque on the wire.</summary>
public readonly record struct KeyEventCursor(int Version)
{
    private const byte Kind = 2;
    private const int Length = 1 + 4;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[1..], Version);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The cursor, or null when the text is none of ours.</summary>
    public static KeyEventCursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (!CursorText.TryDecode(text, Kind, bytes))
            return null;
        var version = BinaryPrimitives.ReadInt32BigEndian(bytes[1..]);
        return version > 0 ? new KeyEventCursor(version) : null;
    }
}

internal static class CursorText
{
    /// <summary>Only what the printer prints: exact length, right kind, no other spelling of the same bytes.</summary>
    public static bool TryDecode(string text, byte kind, Span<byte> bytes)
    {
        if (text.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(text))
            return false;
        return Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == bytes.Length
            && bytes[0] == kind
            && Base64Url.EncodeToString(bytes) == text;
    }
}
