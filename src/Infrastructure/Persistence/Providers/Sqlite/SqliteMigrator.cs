using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence.Providers.Sqlite;

/// <summary>
/// Migrates the file at start, only when a migration is pending, and after a copy of a database that has keys.
/// Processes take turns by a lock on a file beside the database, which the system frees when a process dies.
/// </summary>
internal static class SqliteMigrator
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> MigrateAsync(ApiKeysDbContext context, string dataSource, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(dataSource)!);
        await using var turn = await TakeTurnAsync(dataSource + ".migrate.lock", ct);
        var pending = (await context.Database.GetPendingMigrationsAsync(ct)).Count();
        if (pending > 0 && File.Exists(dataSource))
            await CopyAsync(context, dataSource, ct);
        else if (pending > 0)
            CreateReadableByOwnerOnly(dataSource);

        // The file remembers the mode, but a copy that was put back is not in it.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL;", ct);
        if (pending == 0)
            return 0;
        await ForgetAbandonedLockAsync(context, ct);
        await context.Database.MigrateAsync(ct);
        return pending;
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += LockPoll)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && waited < LockTimeout)
            {
                await Task.Delay(LockPoll, ct);
            }
        }
    }

    private static void CreateReadableByOwnerOnly(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var created = new FileStream(path, options);
    }

    private static async Task CopyAsync(ApiKeysDbContext context, string dataSource, CancellationToken ct)
    {
        if (!(await context.Database.GetAppliedMigrationsAsync(ct)).Any() || !await context.Keys.AnyAsync(ct))
            return;
        var stamp = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var copy = $"{dataSource}.before-migration-{stamp}";
        CreateReadableByOwnerOnly(copy);
        await context.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", ct);
    }

    // Whoever holds the file lock is the only one migrating, so a row in EF's lock table is a dead process's.
    private static async Task ForgetAbandonedLockAsync(ApiKeysDbContext context, CancellationToken ct)
    {
        const string LockTable = "__EFMigrationsLock";
        var exists = await context
            .Database.SqlQuery<int>(
                $"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = {LockTable}"
            )
            .SingleAsync(ct);
        if (exists > 0)
            await context.Database.ExecuteSqlRawAsync($"DELETE FROM \"{LockTable}\"", ct);
    }
}
