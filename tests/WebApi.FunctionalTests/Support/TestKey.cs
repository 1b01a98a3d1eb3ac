namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>A key that a test made; prints without its secret.</summary>
internal sealed class TestKey(string id, string secret)
{
    private const int SelectorStart = 8; // pk_live_
    private const int SelectorLength = 14;
    private const int VerifierStart = SelectorStart + SelectorLength + 1;

    public string Id => id;

    /// <summary>The plaintext, in the native form.</summary>
    public string Secret => secret;

    public string Selector => secret.Substring(SelectorStart, SelectorLength);

    /// <summary>The secret part without the checksum: what must be nowhere.</summary>
    public string Verifier => secret[VerifierStart..^6];

    /// <summary>The plaintext, in DialNexa's form.</summary>
    public string DialNexaSecret => $"{Selector}:{secret[VerifierStart..]}";

    public string Path => $"/v1/api-keys/{id}";

    public string DialNexaPath => $"/dialnexa/v1/api-keys/{Selector}";

    public override string ToString() => Selector;
}
