using System.Data.Common;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ApiKeys.Benchmarks.Load;

/// <summary>A key's row, as the answer of a rename needs it.</summary>
internal sealed record FloorRow(
    Guid Id,
    string Selector,
    string Name,
    string Scopes,
    string CreatedBy,
    DateTime CreatedAt,
    int Version
);

/// <summary>The durable work of a rename, by hand: read the row, change it, add the audit row, commit once.</summary>
internal abstract class FloorStore
{
    private const string Read =
        "SELECT selector, name, scopes, created_by, created_at, version FROM api_keys WHERE id = @id AND org_id = @org AND workspace_id = @workspace";
    private const string Write = """
        UPDATE api_keys SET name = @name, normalized_name = @normalized, version = @next WHERE id = @id AND version = @version;
        INSERT INTO api_key_events (key_id, version, id, type, at, actor, data) VALUES (@id, @next, @event, 'api_key.renamed', @at, @actor, @data);
        """;

    public static FloorStore For(string provider, string connectionString) =>
        provider == BenchDatabase.Sqlite ? new SqliteFloor(connectionString) : new PostgreSqlFloor(connectionString);

    public async Task<FloorRow> RenameAsync(Guid id, string name)
    {
        while (true)
        {
            await using var connection = await OpenAsync();
            var row = await ReadAsync(connection, id);
            using var turn = await EnterWriteAsync();
            try
            {
                await WriteAsync(connection, row, name);
                return row with { Name = name, Version = row.Version + 1 };
            }
            catch (DbException clash) when (IsUniqueViolation(clash))
            {
                // Another rename of this key has taken the next version.
            }
        }
    }

    protected abstract Task<DbConnection> OpenAsync();

    protected abstract Task<IDisposable?> EnterWriteAsync();

    protected abstract bool IsUniqueViolation(DbException exception);

    private static async Task<FloorRow> ReadAsync(DbConnection connection, Guid id)
    {
        await using var command = Command(connection, Read);
        Add(command, ("id", id), ("org", SampleKeys.Org), ("workspace", SampleKeys.Workspace));
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new FloorRow(
            id,
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetDateTime(4),
            row.GetInt32(5)
        );
    }

    private static async Task WriteAsync(DbConnection connection, FloorRow row, string name)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = Command(connection, Write);
        command.Transaction = transaction;
        Add(
            command,
            ("id", row.Id),
            ("name", name),
            ("normalized", name.Normalize(NormalizationForm.FormKC).ToUpperInvariant()),
            ("version", row.Version),
            ("next", row.Version + 1),
            ("event", Guid.CreateVersion7()),
            ("at", DateTime.UtcNow),
            ("actor", SampleKeys.Actor),
            ("data", JsonSerializer.Serialize(new { oldName = row.Name, newName = name }))
        );
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void Add(DbCommand command, params ReadOnlySpan<(string Name, object Value)> values)
    {
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    private sealed class SqliteFloor(string connectionString) : FloorStore
    {
        private const int Constraint = 19; // SQLITE_CONSTRAINT

        // As in the service: one writer at a time, without it they wait in SQLite's own back-off.
        private static readonly SemaphoreSlim Gate = new(1);

        protected override async Task<DbConnection> OpenAsync()
        {
            var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync();
            await using var command = Command(connection, "PRAGMA synchronous = FULL");
            await command.ExecuteNonQueryAsync();
            return connection;
        }

        protected override async Task<IDisposable?> EnterWriteAsync()
        {
            await Gate.WaitAsync();
            return new Turn();
        }

        protected override bool IsUniqueViolation(DbException exception) =>
            exception is SqliteException { SqliteErrorCode: Constraint };

        private sealed class Turn : IDisposable
        {
            public void Dispose() => Gate.Release();
        }
    }

    private sealed class PostgreSqlFloor(string connectionString) : FloorStore
    {
        private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);

        protected override async Task<DbConnection> OpenAsync() => await source.OpenConnectionAsync();

        protected override Task<IDisposable?> EnterWriteAsync() => Task.FromResult<IDisposable?>(null);

        protected override bool IsUniqueViolation(DbException exception) =>
            exception.SqlState == PostgresErrorCodes.UniqueViolation;
    }
}
