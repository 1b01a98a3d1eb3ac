using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>The conditions of lists, as SQL can evaluate them.</summary>
internal static class ApiKeyQueries
{
    public static IQueryable<ApiKey> Of(this IQueryable<ApiKey> keys, Tenant tenant)
    {
        keys = keys.Where(key => key.OrgId == tenant.OrgId);
        return tenant.WorkspaceId is null ? keys : keys.Where(key => key.WorkspaceId == tenant.WorkspaceId);
    }

    /// <summary>The same rule as <see cref="ApiKey.StatusAt"/>.</summary>
    public static IQueryable<ApiKey> InStatus(this IQueryable<ApiKey> keys, ApiKeyStatus? status, DateTimeOffset now) =>
        status switch
        {
            null => keys,
            ApiKeyStatus.Revoked => keys.Where(key => key.RevokedAt != null),
            ApiKeyStatus.Rotated => keys.Where(key => key.RevokedAt == null && key.RotatedAt != null),
            ApiKeyStatus.Expired => keys.Where(key =>
                key.RevokedAt == null && key.RotatedAt == null && key.ExpiresAt <= now
            ),
            ApiKeyStatus.Active => keys.Where(key =>
                key.RevokedAt == null && key.RotatedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    /// <summary>Neither revoked nor rotated past the grace.</summary>
    public static IQueryable<ApiKey> NotEnded(this IQueryable<ApiKey> keys, DateTimeOffset now) =>
        keys.Where(key => key.RevokedAt == null && (key.GraceEndsAt == null || key.GraceEndsAt > now));

    public static IQueryable<ApiKey> Named(this IQueryable<ApiKey> keys, string? normalizedPart) =>
        string.IsNullOrEmpty(normalizedPart) ? keys : keys.Where(key => key.NormalizedName.Contains(normalizedPart));

    /// <summary>The first comparison alone bounds the index range; the second breaks ties by id, in the database's order.</summary>
    public static IQueryable<ApiKey> After(this IQueryable<ApiKey> keys, ApiKeyCursor? cursor) =>
        cursor is not { } after
            ? keys
            : keys.Where(key =>
                key.CreatedAt <= after.CreatedAt && (key.CreatedAt < after.CreatedAt || key.Id.CompareTo(after.Id) < 0)
            );

    public static IOrderedQueryable<ApiKey> NewestFirst(this IQueryable<ApiKey> keys) =>
        keys.OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id);
}
