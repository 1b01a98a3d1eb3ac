namespace ApiKeys.Application.Common.Abstractions;

/// <summary>What the transport knows of a request that its sender may repeat: the <c>Idempotency-Key</c>, if any.</summary>
public sealed class IdempotentRequest
{
    public const int MinKeyLength = 16;
    public const int MaxKeyLength = 255;

    /// <summary>How long a repeat gets the first answer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The header's value; null when the request must not be taken for a repeat.</summary>
    public string? Key { get; private set; }

    /// <summary>SHA-256 of method, path and body.</summary>
    public byte[] Fingerprint { get; private set; } = [];

    public void Set(string key, byte[] fingerprint)
    {
        Key = key;
        Fingerprint = fingerprint;
    }

    /// <summary>16 to 255 printable ASCII characters.</summary>
    public static bool IsKey(string text) =>
        text.Length is >= MinKeyLength and <= MaxKeyLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}

/// <summary>A command that makes a secret, so that a repeat must get the first answer and make no second one.</summary>
public interface IIdempotentCommand : ICommand;

/// <summary>The answers of earlier requests, readable only by who repeats them.</summary>
public interface IIdempotentAnswers
{
    /// <summary>The state of this request: never seen, answered before, or the same key with another request.</summary>
    Task<EarlierAnswer<TAnswer>> FindAsync<TAnswer>(CancellationToken ct)
        where TAnswer : class;
}

/// <summary>An earlier answer, or none; or the key was used for another request.</summary>
public readonly record struct EarlierAnswer<TAnswer>(TAnswer? Answer, bool IsOfAnotherRequest)
    where TAnswer : class;
