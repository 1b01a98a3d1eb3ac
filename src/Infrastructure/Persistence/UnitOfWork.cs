using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>One request's context, made when first needed and replaced when the request starts afresh.</summary>
internal sealed class UnitOfWork(IDbContextFactory<ApiKeysDbContext> contexts, DatabaseProvider provider)
    : IUnitOfWork,
        IDisposable
{
    private ApiKeysDbContext? context;

    public ApiKeysDbContext Context => context ??= contexts.CreateDbContext();

    public async Task<Result> SaveAsync(CancellationToken ct)
    {
        try
        {
            // Nothing changed: nothing to write, and no reason to wait for the writers.
            if (!Context.ChangeTracker.HasChanges())
                return Result.Success;
            using var turn = await provider.EnterWriteAsync(ct);
            await Context.SaveChangesAsync(ct);
            return Result.Success;
        }
        catch (DbUpdateConcurrencyException exception)
        {
            throw new StaleReadException(exception);
        }
        catch (DbUpdateException exception) when (provider.IsUniqueViolation(exception))
        {
            return await FindNameConflictAsync(ct) ?? throw new StaleReadException(exception);
        }
    }

    public void StartAfresh()
    {
        context?.Dispose();
        context = null;
    }

    public void Dispose() => StartAfresh();

    // The row that holds the name tells more than the exception's text, which engines word differently. When there is
    // none, the holder has just let go of the name (or another unique value clashed) and a fresh try settles it. A key
    // that has changed since it was loaded comes first: the clash may be with what that change has saved, such as the
    // successor of another rotation.
    private async Task<Error?> FindNameConflictAsync(CancellationToken ct)
    {
        await using var fresh = await contexts.CreateDbContextAsync(ct);
        var entries = Context.ChangeTracker.Entries<ApiKey>().ToArray();
        foreach (var entry in entries.Where(entry => entry.State is EntityState.Modified))
        {
            var id = entry.Entity.Id;
            var loadedVersion = entry.Property(key => key.Version).OriginalValue;
            if (!await fresh.Keys.AnyAsync(key => key.Id == id && key.Version == loadedVersion, ct))
                return null;
        }

        foreach (var entry in entries.Where(entry => entry.State is EntityState.Added or EntityState.Modified))
        {
            if (await FindHolderAsync(fresh, entry.Entity, ct) is { } conflict)
                return conflict;
        }

        return null;
    }

    private static Task<NameConflictError?> FindHolderAsync(ApiKeysDbContext fresh, ApiKey key, CancellationToken ct) =>
        fresh
            .Keys.Where(other =>
                other.OrgId == key.OrgId
                && other.WorkspaceId == key.WorkspaceId
                && other.NormalizedName == key.NormalizedName
                && other.RevokedAt == null
                && other.RotatedAt == null
                && other.Id != key.Id
                && other.Id != key.PredecessorId
            )
            .Select(other => new NameConflictError(other.Id, other.Selector))
            .FirstOrDefaultAsync(ct);
}
