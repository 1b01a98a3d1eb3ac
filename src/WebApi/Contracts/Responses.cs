using System.Text.Json.Serialization;

namespace ApiKeys.WebApi.Contracts;

/// <summary>A key as lists and views show it; never its secret.</summary>
public sealed record ApiKeyResponse(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("prefix")] string Prefix,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("scopes")] IReadOnlyList<string> Scopes,
    [property: JsonPropertyName("orgId")] string OrgId,
    [property: JsonPropertyName("workspaceId")] string WorkspaceId,
    [property: JsonPropertyName("createdBy")] string CreatedBy,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expiresAt")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("lastUsedAt")] DateTimeOffset? LastUsedAt,
    [property: JsonPropertyName("rotatedAt")] DateTimeOffset? RotatedAt,
    [property: JsonPropertyName("revokedAt")] DateTimeOffset? RevokedAt,
    [property: JsonPropertyName("status")] string Status
);

/// <summary>A key just made, with its plaintext: shown here and never again.</summary>
public sealed record IssuedApiKeyResponse(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("prefix")] string Prefix,
    [property: JsonPropertyName("plaintextKey")] string PlaintextKey,
    [property: JsonPropertyName("scopes")] IReadOnlyList<string> Scopes,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expiresAt")] DateTimeOffset? ExpiresAt
);

/// <summary>The successor of a rotated key, with its plaintext: shown here and never again.</summary>
public sealed record RotatedApiKeyResponse(
    [property: JsonPropertyName("oldKeyId")] Guid OldKeyId,
    [property: JsonPropertyName("newKey")] IssuedApiKeyResponse NewKey,
    [property: JsonPropertyName("graceSeconds")] int GraceSeconds
);

/// <summary>A key that was just revoked, and when.</summary>
public sealed record RevokedApiKeyResponse(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("revokedAt")] DateTimeOffset RevokedAt
);

/// <summary>What a token is worth: <c>code</c> is <c>valid</c> or the first reason against it.</summary>
public sealed record KeyVerificationResponse(
    [property: JsonPropertyName("valid")] bool Valid,
    [property: JsonPropertyName("code")] string Code,
    [property: JsonPropertyName("keyId")] Guid? KeyId,
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("orgId")] string? OrgId,
    [property: JsonPropertyName("workspaceId")] string? WorkspaceId,
    [property: JsonPropertyName("environment")] string? Environment,
    [property: JsonPropertyName("scopes")] IReadOnlyList<string>? Scopes,
    [property: JsonPropertyName("expiresAt")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("status")] string? Status
);

/// <summary>A part of the list of keys, newest first.</summary>
public sealed record ApiKeyListResponse(
    [property: JsonPropertyName("items")] IReadOnlyList<ApiKeyResponse> Items,
    [property: JsonPropertyName("nextCursor")] string? NextCursor
);

/// <summary>One line of a key's history.</summary>
public sealed record KeyEventResponse(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("actor")] string Actor,
    [property: JsonPropertyName("data")] IReadOnlyDictionary<string, string> Data
);

/// <summary>A part of a key's history, newest first.</summary>
public sealed record KeyEventListResponse(
    [property: JsonPropertyName("items")] IReadOnlyList<KeyEventResponse> Items,
    [property: JsonPropertyName("nextCursor")] string? NextCursor
);
