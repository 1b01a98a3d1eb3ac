using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>One request's context, made when first needed and replaced when the request starts afresh.</summary>
internal sealed class UnitOfWork(
    IDbContextFactory<ApiKeysDbContext> contexts,
    DatabaseProvider provider,
    CredentialCache credentials,
    IdempotentAnswers answers
) : IUnitOfWork, IDisposable
{
    private ApiKeysDbContext? context;

    public ApiKeysDbContext Context => context ??= Create();

    public Task<Result> SaveAsync(object answer, CancellationToken ct)
    {
        if (answers.RecordOf(answer) is { } record)
            Context.Add(record);
        return SaveAsync(ct);
    }

    public async Task<Result> SaveAsync(CancellationToken ct)
    {
        // Looked for once here; else every look at the tracker below would compare every property again.
        Context.ChangeTracker.DetectChanges();
        Context.ChangeTracker.AutoDetectChangesEnabled = false;
        // Nothing changed: nothing to write, and no reason to wait for the writers.
        if (!Context.ChangeTracker.HasChanges())
            return Result.Success;

        var tries = 0;
        try
        {
            await provider.SaveAsync(
                Context,
                token =>
                {
                    tries++;
                    return Context.SaveChangesAsync(acceptAllChangesOnSuccess: false, token);
                },
                IsCommittedAsync,
                ct
            );
        }
        catch (DbUpdateException exception) when (IsClash(exception))
        {
            // After a try whose commit got lost on the way, the clash may be with what that try has written.
            if (tries == 1 || !await IsCommittedAsync(ct))
                return await FindNameConflictAsync(exception, ct) ?? throw new StaleReadException(exception);
        }
        finally
        {
            // Also when the outcome is unknown: authentication on this node reads afresh what may have changed.
            foreach (var entry in Context.ChangeTracker.Entries<ApiKey>())
                credentials.Forget(entry.Entity.Selector);
        }

        Context.ChangeTracker.AcceptAllChanges();
        foreach (var entry in Context.ChangeTracker.Entries<AggregateRoot>())
            entry.Entity.ClearEvents();
        return Result.Success;
    }

    public void StartAfresh()
    {
        context?.Dispose();
        context = null;
    }

    public void Dispose() => StartAfresh();

    private ApiKeysDbContext Create()
    {
        var created = contexts.CreateDbContext();
        // Each save is a transaction of its own: a savepoint in it would only cost round trips.
        created.Database.AutoSavepointsEnabled = false;
        return created;
    }

    private bool IsClash(DbUpdateException exception) =>
        exception is DbUpdateConcurrencyException || provider.IsUniqueViolation(exception);

    // Whether a commit of unknown outcome went through: its audit rows have ids that no other commit has.
    private Task<bool> IsCommittedAsync(CancellationToken ct)
    {
        var row = Context.ChangeTracker.Entries<AuditEvent>().First().Entity;
        return Context
            .Events.AsNoTracking()
            .AnyAsync(item => item.KeyId == row.KeyId && item.Version == row.Version && item.Id == row.Id, ct);
    }

    // The row that holds the name tells more than the exception's text, which engines word differently. When there is
    // none, the holder has just let go of the name (or another unique value clashed) and a fresh try settles it. A key
    // that has changed since it was loaded has the last word: the clash may be with what that change has saved, such as
    // the successor of another rotation.
    private async Task<Error?> FindNameConflictAsync(DbUpdateException exception, CancellationToken ct)
    {
        if (exception is DbUpdateConcurrencyException)
            return null;
        await using var fresh = await contexts.CreateDbContextAsync(ct);
        if (await IsAnsweredAsync(fresh, ct))
            return null;
        var entries = Context.ChangeTracker.Entries<ApiKey>().ToArray();
        NameConflictError? conflict = null;
        foreach (var entry in entries.Where(entry => entry.State is EntityState.Added or EntityState.Modified))
            conflict ??= await FindHolderAsync(fresh, entry.Entity, ct);

        return conflict is null || await IsAnyStaleAsync(fresh, entries, ct) ? null : conflict;
    }

    private static async Task<bool> IsAnyStaleAsync(
        ApiKeysDbContext fresh,
        IEnumerable<EntityEntry<ApiKey>> entries,
        CancellationToken ct
    )
    {
        foreach (var entry in entries.Where(entry => entry.State is EntityState.Modified))
        {
            var id = entry.Entity.Id;
            var loadedVersion = entry.Property(key => key.Version).OriginalValue;
            if (!await fresh.Keys.AnyAsync(key => key.Id == id && key.Version == loadedVersion, ct))
                return true;
        }

        return false;
    }

    // Whether a concurrent repeat of this request was faster: a fresh try finds its answer.
    private async Task<bool> IsAnsweredAsync(ApiKeysDbContext fresh, CancellationToken ct)
    {
        var record = Context.ChangeTracker.Entries<IdempotencyRecord>().SingleOrDefault()?.Entity;
        return record is not null
            && await fresh.IdempotencyRecords.AnyAsync(
                other => other.CallerHash == record.CallerHash && other.KeyHash == record.KeyHash,
                ct
            );
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
