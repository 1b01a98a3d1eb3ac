using System.Text;

namespace ApiKeys.Domain.Keys;

/// <summary>
/// The last six characters of a key: CRC-32 (IEEE 802.3) of <c>&lt;selector&gt;_&lt;verifier&gt;</c> in base62,
/// so that a mistyped token is refused without a look at the database and secret scanners recognise a real one.
/// </summary>
internal static class KeyChecksum
{
    public const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    public const int Length = 6;

    private static readonly uint[] Table = MakeTable();

    public static string Of(ReadOnlySpan<char> selector, ReadOnlySpan<char> verifier)
    {
        Span<char> digits = stackalloc char[Length];
        Write(selector, verifier, digits);
        return digits.ToString();
    }

    public static bool Matches(ReadOnlySpan<char> selector, ReadOnlySpan<char> verifier, ReadOnlySpan<char> checksum)
    {
        Span<char> digits = stackalloc char[Length];
        Write(selector, verifier, digits);
        return checksum.SequenceEqual(digits);
    }

    /// <summary>CRC-32 with the reflected polynomial 0xEDB88320; of the ASCII "123456789" it is 0xCBF43926.</summary>
    internal static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = Table[(byte)crc ^ value] ^ (crc >> 8);
        return ~crc;
    }

    // Most significant digit first, zero-padded: 62^6 is more than 2^32.
    private static void Write(ReadOnlySpan<char> selector, ReadOnlySpan<char> verifier, Span<char> digits)
    {
        Span<byte> text = stackalloc byte[selector.Length + 1 + verifier.Length];
        Encoding.ASCII.GetBytes(selector, text);
        text[selector.Length] = (byte)'_';
        Encoding.ASCII.GetBytes(verifier, text[(selector.Length + 1)..]);

        var rest = Crc32(text);
        for (var i = Length - 1; i >= 0; i--)
        {
            digits[i] = Base62[(int)(rest % 62)];
            rest /= 62;
        }
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
                entry = (entry & 1) == 0 ? entry >> 1 : 0xEDB88320 ^ (entry >> 1);
            table[i] = entry;
        }

        return table;
    }
}
