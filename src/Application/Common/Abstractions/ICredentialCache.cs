namespace ApiKeys.Application.Common.Abstractions;

/// <summary>What authentication keeps of keys it has read.</summary>
public interface ICredentialCache
{
    /// <summary>
    /// The published bound: how long another node may still accept a key after its revocation or rotation. This node
    /// sees its own changes at once.
    /// </summary>
    TimeSpan Lifetime { get; }
}
