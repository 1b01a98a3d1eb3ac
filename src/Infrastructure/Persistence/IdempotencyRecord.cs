namespace ApiKeys.Infrastructure.Persistence;

/// <summary>The answer of a request that may be repeated, sealed with what only its sender has; gone after ten minutes.</summary>
internal sealed class IdempotencyRecord
{
    public const int HashLength = 32;

    /// <summary>The widest sealed answer, in bytes; an answer is a key's few fields.</summary>
    public const int MaxAnswerLength = 8000;

    /// <summary>SHA-256 of the caller.</summary>
    public required byte[] CallerHash { get; init; }

    /// <summary>SHA-256 of the header's value.</summary>
    public required byte[] KeyHash { get; init; }

    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>AES-GCM: nonce, ciphertext, tag.</summary>
    public required byte[] SealedAnswer { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
