namespace ApiKeys.Domain.Keys;

/// <summary>What a caller can reach: one workspace of an organization, or (null workspace) all of them.</summary>
public sealed record Tenant(string OrgId, string? WorkspaceId)
{
    public const int MaxIdLength = 64;

    public bool Reaches(string workspaceId) => WorkspaceId is null || WorkspaceId == workspaceId;

    /// <summary>Organization and workspace ids: 1 to 64 of <c>A-Za-z0-9._:-</c>.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= MaxIdLength }
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-');
}
