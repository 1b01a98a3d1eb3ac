using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence.Providers;

/// <summary>What differs between the databases. Each has one folder below this one, and no trace anywhere else.</summary>
internal abstract class DatabaseProvider
{
    /// <summary>Sets up a context to speak to this database.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Whether the database refused a duplicate in any unique index.</summary>
    public abstract bool IsUniqueViolation(DbUpdateException exception);

    /// <summary>
    /// Whether <paramref name="exception"/>, one of a chain, says that the database is away, busy or full: nothing is
    /// wrong with the request, and it may succeed later.
    /// </summary>
    public abstract bool IsUnavailable(Exception exception);

    /// <summary>Makes sure at start that the schema is not older than this program.</summary>
    /// <exception cref="SchemaIsOlderException">It is, and this database is not migrated by a start.</exception>
    public virtual async Task PrepareAsync(ApiKeysDbContext context, CancellationToken ct)
    {
        var pending = (await context.Database.GetPendingMigrationsAsync(ct)).Count();
        if (pending > 0)
            throw new SchemaIsOlderException(pending);
    }

    /// <summary>Applies the pending migrations; how many they were.</summary>
    public virtual async Task<int> MigrateAsync(ApiKeysDbContext context, CancellationToken ct)
    {
        var pending = (await context.Database.GetPendingMigrationsAsync(ct)).Count();
        if (pending > 0)
            await context.Database.MigrateAsync(ct);
        return pending;
    }

    /// <summary>Runs <paramref name="save"/>, which saves <paramref name="context"/>, in one commit; returns after it.</summary>
    /// <param name="isCommitted">Asked when a commit got lost on the way, which only happens to a server.</param>
    public virtual Task SaveAsync(
        ApiKeysDbContext context,
        Func<CancellationToken, Task> save,
        Func<CancellationToken, Task<bool>> isCommitted,
        CancellationToken ct
    ) => context.Database.CreateExecutionStrategy().ExecuteInTransactionAsync(save, isCommitted, ct);

    /// <summary>Waits for this process's turn to write, where the database has one writer; dispose to pass it on.</summary>
    public virtual ValueTask<IDisposable?> EnterWriteAsync(CancellationToken ct) =>
        ValueTask.FromResult<IDisposable?>(null);
}
