using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence.Providers.Sqlite;

/// <summary>The embedded database: one file, one writer at a time.</summary>
internal sealed class SqliteProvider : DatabaseProvider, IDisposable
{
    private const int ConstraintUnique = 2067; // SQLITE_CONSTRAINT_UNIQUE
    private const int ConstraintPrimaryKey = 1555; // SQLITE_CONSTRAINT_PRIMARYKEY
    private const int Busy = 5; // SQLITE_BUSY
    private const int Locked = 6; // SQLITE_LOCKED
    private const int ReadOnly = 8; // SQLITE_READONLY
    private const int IoError = 10; // SQLITE_IOERR
    private const int Full = 13; // SQLITE_FULL
    private const int CannotOpen = 14; // SQLITE_CANTOPEN

    private const int BusySeconds = 5;

    private readonly SqliteWriteGate gate = new();
    private readonly SqliteGroupCommit saves;
    private readonly string connectionString;

    /// <param name="connectionString">As configured.</param>
    /// <param name="root">What a relative data source is relative to.</param>
    public SqliteProvider(string connectionString, string root)
    {
        saves = new SqliteGroupCommit(gate);
        var builder = new SqliteConnectionStringBuilder(connectionString);
        const string NoFile = "ConnectionStrings:ApiKeys must name a database file: Data Source=<file>.";
        if (builder.Mode is SqliteOpenMode.Memory || IsNoFile(builder.DataSource))
            throw new InvalidOperationException(NoFile);
        // How long a write waits for another process's: the framework's 30 seconds would outlast the client.
        if (!builder.ShouldSerialize("Default Timeout"))
            builder.DefaultTimeout = BusySeconds;
        DataSource = builder.DataSource = Path.GetFullPath(builder.DataSource, root);
        this.connectionString = builder.ToString();
    }

    /// <summary>The full path of the database's file.</summary>
    public string DataSource { get; }

    public override void Configure(DbContextOptionsBuilder options) =>
        options
            .UseSqlite(connectionString)
            .AddInterceptors(SqliteConnections.Instance, SqliteGroupCommit.JoinedCommands.Instance);

    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException
            is SqliteException { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey };

    public override bool IsUnavailable(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: Busy or Locked or ReadOnly or IoError or Full or CannotOpen };

    public override Task PrepareAsync(ApiKeysDbContext context, CancellationToken ct) => MigrateAsync(context, ct);

    public override Task<int> MigrateAsync(ApiKeysDbContext context, CancellationToken ct) =>
        SqliteMigrator.MigrateAsync(context, DataSource, ct);

    public override async ValueTask<IDisposable?> EnterWriteAsync(CancellationToken ct) => await saves.EnterAsync(ct);

    // The group's transaction takes the place of the context's own.
    public override Task SaveAsync(
        ApiKeysDbContext context,
        Func<CancellationToken, Task> save,
        Func<CancellationToken, Task<bool>> isCommitted,
        CancellationToken ct
    )
    {
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return saves.SaveAsync((SqliteApiKeysDbContext)context, save, ct);
    }

    public void Dispose() => gate.Dispose();

    private static bool IsNoFile(string dataSource) =>
        dataSource is "" or ":memory:" || dataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase);
}
