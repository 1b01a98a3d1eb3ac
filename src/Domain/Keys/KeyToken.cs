using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ApiKeys.Domain.Keys;

/// <summary>
/// The plaintext of a key, a split token: the public selector finds the row, the secret verifier proves possession.
/// Native form <c>pk_live_&lt;selector&gt;_&lt;verifier&gt;&lt;checksum&gt;</c>, DialNexa's form
/// <c>&lt;selector&gt;:&lt;verifier&gt;&lt;checksum&gt;</c>. Only the two Reveal methods give the secret away.
/// </summary>
public sealed class KeyToken
{
    public const int SelectorLength = 14;
    public const int VerifierLength = 32;
    public const int HashLength = SHA256.HashSizeInBytes;
    public const string SelectorAlphabet = "abcdefghijklmnopqrstuvwxyz";
    public const string VerifierAlphabet = KeyChecksum.Base62;

    private static readonly SearchValues<char> VerifierCharacters = SearchValues.Create(VerifierAlphabet);

    private readonly string verifier;

    private KeyToken(KeyEnvironment? environment, string selector, string verifier)
    {
        Environment = environment;
        Selector = selector;
        this.verifier = verifier;
    }

    /// <summary>The environment the token claims; null in DialNexa's form, which has none.</summary>
    public KeyEnvironment? Environment { get; }

    /// <summary>The public part: 14 letters a-z.</summary>
    public string Selector { get; }

    /// <summary>A new token from random characters that the caller drew.</summary>
    public static KeyToken Create(KeyEnvironment environment, string selector, string verifier)
    {
        if (!IsSelector(selector) || !IsVerifier(verifier))
            throw new ArgumentException("A selector is 14 letters a-z, a verifier 32 base62 characters.");
        return new KeyToken(environment, selector, verifier);
    }

    /// <summary>Reads either form; null when the shape or the checksum is wrong.</summary>
    public static KeyToken? Parse(string? text)
    {
        const int SecretLength = VerifierLength + KeyChecksum.Length;
        const int DialNexaLength = SelectorLength + 1 + SecretLength;
        const int NativeHeadLength = 8; // pk_live_

        if (text is null || text.Length is not (DialNexaLength or NativeHeadLength + DialNexaLength))
            return null;
        var isNative = text.Length > DialNexaLength;
        var environment = isNative ? ParseHead(text.AsSpan(0, NativeHeadLength)) : null;
        if (isNative && environment is null)
            return null;

        var body = text.AsSpan(isNative ? NativeHeadLength : 0);
        var selector = body[..SelectorLength];
        var separator = body[SelectorLength];
        var verifier = body.Slice(SelectorLength + 1, VerifierLength);
        var checksum = body[(SelectorLength + 1 + VerifierLength)..];
        if (separator != (isNative ? '_' : ':') || !IsSelector(selector) || !IsVerifier(verifier))
            return null;
        return KeyChecksum.Matches(selector, verifier, checksum)
            ? new KeyToken(environment, selector.ToString(), verifier.ToString())
            : null;
    }

    public static bool IsSelector(ReadOnlySpan<char> text) =>
        text.Length == SelectorLength && !text.ContainsAnyExceptInRange('a', 'z');

    /// <summary>What lists show in place of the secret: <c>pk_live_&lt;selector&gt;</c>.</summary>
    public static string PrefixOf(KeyEnvironment environment, string selector) => $"pk_{environment.Word()}_{selector}";

    /// <summary>SHA-256 of the verifier: what is stored.</summary>
    public byte[] HashVerifier()
    {
        var hash = new byte[HashLength];
        HashVerifier(hash);
        return hash;
    }

    /// <summary>Whether <paramref name="hash"/> is this verifier's, compared in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> hash)
    {
        Span<byte> own = stackalloc byte[HashLength];
        HashVerifier(own);
        return CryptographicOperations.FixedTimeEquals(own, hash);
    }

    /// <summary>The secret, in the native form. For the one response that shows it.</summary>
    public string Reveal()
    {
        var environment =
            Environment ?? throw new InvalidOperationException("A token in DialNexa's form has no environment.");
        return $"{PrefixOf(environment, Selector)}_{verifier}{KeyChecksum.Of(Selector, verifier)}";
    }

    /// <summary>The secret, in DialNexa's form. For the one response that shows it.</summary>
    public string RevealDialNexa() => $"{Selector}:{verifier}{KeyChecksum.Of(Selector, verifier)}";

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"KeyToken({Selector}, redacted)";

    private void HashVerifier(Span<byte> hash)
    {
        Span<byte> text = stackalloc byte[VerifierLength];
        Encoding.ASCII.GetBytes(verifier, text);
        SHA256.HashData(text, hash);
    }

    private static bool IsVerifier(ReadOnlySpan<char> text) =>
        text.Length == VerifierLength && !text.ContainsAnyExcept(VerifierCharacters);

    private static KeyEnvironment? ParseHead(ReadOnlySpan<char> head) =>
        head.StartsWith("pk_", StringComparison.Ordinal) && head[^1] == '_' ? KeyEnvironments.Parse(head[3..^1]) : null;
}
