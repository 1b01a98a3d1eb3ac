namespace ApiKeys.Domain.Keys;

/// <summary>What a new key is for: whose it is, what it is called and what it may do.</summary>
public sealed record ApiKeyGrant(
    string OrgId,
    string WorkspaceId,
    KeyEnvironment Environment,
    ApiKeyName Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresAt
);

/// <summary>The identity of the key that a rotation makes: drawn by the caller, as ids and randomness always are.</summary>
public sealed record Successor(Guid Id, KeyToken Token);
