using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence.Providers;

/// <summary>What differs between the databases. Each has one folder below this one, and no trace anywhere else.</summary>
internal abstract class DatabaseProvider
{
    /// <summary>Sets up a context to speak to this database.</summary>
    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>Whether the database refused a duplicate in any unique index.</summary>
    public abstract bool IsUniqueViolation(DbUpdateException exception);

    /// <summary>Brings the schema up to date where a start may do so by itself.</summary>
    public abstract Task PrepareAsync(ApiKeysDbContext context, CancellationToken ct);

    /// <summary>Applies the pending migrations; how many they were.</summary>
    public abstract Task<int> MigrateAsync(ApiKeysDbContext context, CancellationToken ct);

    /// <summary>Waits for this process's turn to write, where the database has one writer; dispose to pass it on.</summary>
    public virtual ValueTask<IDisposable?> EnterWriteAsync(CancellationToken ct) =>
        ValueTask.FromResult<IDisposable?>(null);
}
