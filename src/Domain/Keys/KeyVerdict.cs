namespace ApiKeys.Domain.Keys;

/// <summary>What a presented token is worth at an instant; the first that applies, in this order.</summary>
public enum KeyVerdict
{
    /// <summary>Not in either form, or the checksum is wrong.</summary>
    Malformed,

    /// <summary>No such key, a wrong verifier, or an environment that is not the key's.</summary>
    NotFound,
    Revoked,
    Expired,

    /// <summary>Rotated, and its grace is over.</summary>
    Rotated,
    Accepted,
}
