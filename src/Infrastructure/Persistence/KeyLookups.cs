using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>
/// The reads of one key that most requests begin with, translated to SQL once instead of at every call. One instance
/// serves one database: a translation belongs to the model of its provider.
/// </summary>
internal sealed class KeyLookups
{
    private readonly Func<ApiKeysDbContext, string, CancellationToken, Task<ApiKey?>> credential = EF.CompileAsyncQuery(
        (ApiKeysDbContext context, string selector, CancellationToken ct) =>
            context.Keys.AsNoTracking().SingleOrDefault(key => key.Selector == selector)
    );

    // The tenant's condition is that of ApiKeyQueries.Of, which cannot be part of a query that is translated only once.
    private readonly Func<ApiKeysDbContext, Guid, string, string?, CancellationToken, Task<ApiKey?>> byId =
        EF.CompileAsyncQuery(
            (ApiKeysDbContext context, Guid id, string org, string? workspace, CancellationToken ct) =>
                context.Keys.SingleOrDefault(key =>
                    key.Id == id && key.OrgId == org && (workspace == null || key.WorkspaceId == workspace)
                )
        );

    private readonly Func<ApiKeysDbContext, string, string, string?, CancellationToken, Task<ApiKey?>> bySelector =
        EF.CompileAsyncQuery(
            (ApiKeysDbContext context, string selector, string org, string? workspace, CancellationToken ct) =>
                context.Keys.SingleOrDefault(key =>
                    key.Selector == selector && key.OrgId == org && (workspace == null || key.WorkspaceId == workspace)
                )
        );

    /// <summary>For authentication, which does not know the tenant yet; not followed for changes.</summary>
    public Task<ApiKey?> FindCredentialAsync(ApiKeysDbContext context, string selector, CancellationToken ct) =>
        credential(context, selector, ct);

    /// <summary>A tenant's key, followed for changes.</summary>
    public Task<ApiKey?> FindAsync(
        ApiKeysDbContext context,
        Tenant tenant,
        KeyReference reference,
        CancellationToken ct
    ) =>
        reference switch
        {
            KeyReference.ById(var id) => byId(context, id, tenant.OrgId, tenant.WorkspaceId, ct),
            KeyReference.BySelector(var selector) => bySelector(
                context,
                selector,
                tenant.OrgId,
                tenant.WorkspaceId,
                ct
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(reference)),
        };
}
