using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Keys;

/// <summary>The one read model of a key: what every dialect's response is made from. Never a secret.</summary>
public sealed record ApiKeySummary(
    Guid Id,
    string Selector,
    string Prefix,
    string Name,
    IReadOnlyList<string> Scopes,
    string OrgId,
    string WorkspaceId,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? RevokedAt,
    ApiKeyStatus Status,
    bool IsAccepted,
    int Version
);

/// <summary>A key just made, with its plaintext: the only result that carries one.</summary>
public sealed record IssuedApiKey(
    Guid Id,
    KeyToken Token,
    string Prefix,
    string Name,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    int Version
)
{
    internal static IssuedApiKey From(ApiKey key, KeyToken token) =>
        new(key.Id, token, key.Prefix, key.Name.Value, key.Scopes, key.CreatedAt, key.ExpiresAt, key.Version);
}
