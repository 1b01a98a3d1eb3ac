using System.Text.Json.Serialization;

namespace ApiKeys.WebApi.Contracts;

/// <summary>A body as it was sent. The framework prints an action's arguments to its trace log: never with their values.</summary>
public abstract record RequestBody
{
    public sealed override string ToString() => GetType().Name;
}

/// <summary>The new label of a key.</summary>
public sealed record RenameApiKeyRequest([property: JsonPropertyName("name")] string? Name) : RequestBody;

/// <summary>How to rotate a key; <c>graceSeconds</c> 0 (the default) ends the old key at once.</summary>
public sealed record RotateApiKeyRequest([property: JsonPropertyName("graceSeconds")] int? GraceSeconds) : RequestBody;

/// <summary>A token that was presented to another service; all <c>scopes</c> are required.</summary>
public sealed record VerifyApiKeyRequest(
    [property: JsonPropertyName("key")] string? Key,
    [property: JsonPropertyName("scopes")] IReadOnlyList<string?>? Scopes
) : RequestBody;

/// <summary>A key to make.</summary>
public sealed record IssueApiKeyRequest(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("scopes")] IReadOnlyList<string?>? Scopes,
    [property: JsonPropertyName("environment")] string? Environment,
    [property: JsonPropertyName("workspaceId")] string? WorkspaceId,
    [property: JsonPropertyName("expiresAt")] DateTimeOffset? ExpiresAt
) : RequestBody;
