using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Keys;

/// <summary>Which keys a list shows.</summary>
/// <param name="Status">Only keys that have this status at <paramref name="Now"/>; null for all.</param>
/// <param name="WorkspaceId">Only keys of this workspace; null for all in reach.</param>
/// <param name="NormalizedSearch">Only keys whose normalized name holds this; null for all.</param>
public sealed record ApiKeyFilter(
    ApiKeyStatus? Status,
    string? WorkspaceId,
    string? NormalizedSearch,
    DateTimeOffset Now
);
