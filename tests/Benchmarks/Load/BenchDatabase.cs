using System.Data.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace ApiKeys.Benchmarks.Load;

/// <summary>A migrated database with many keys and one audit row each.</summary>
/// <param name="Samples">A file with a line <c>id token</c> for up to 1,000 keys, spread evenly.</param>
internal sealed record BenchDatabase(string Provider, string ConnectionString, string Samples)
{
    public const string Sqlite = "Sqlite";
    public const string PostgreSql = "PostgreSql";
    private const int MaxSamples = 1000;

    private static readonly string[] Columns =
    [
        "id",
        "org_id",
        "workspace_id",
        "environment",
        "selector",
        "name",
        "normalized_name",
        "verifier_hash",
        "scopes",
        "created_by",
        "created_at",
        "version",
    ];

    private static readonly string[] EventColumns = ["key_id", "version", "id", "type", "at", "actor", "data"];

    public string[] Arguments => ["--Database:Provider", Provider, "--ConnectionStrings:ApiKeys", ConnectionString];

    public static async Task<BenchDatabase> CreateAsync(
        string provider,
        string connectionString,
        string samples,
        int keys
    )
    {
        var database = new BenchDatabase(provider, connectionString, samples);
        var (exitCode, output) = await ServiceProcess.RunAsync(["--migrate", .. database.Arguments]);
        if (exitCode != 0)
            throw new InvalidOperationException($"The database was not migrated: {output}");
        await database.FillAsync(keys);
        return database;
    }

    private async Task FillAsync(int count)
    {
        var all = Enumerable.Range(0, count + 1).Select(SampleKeys.Make).ToArray();
        if (Provider == Sqlite)
        {
            await FillSqliteAsync(all);
        }
        else
        {
            await CopyAsync("api_keys", Columns, all.Select(RowOf));
            await CopyAsync("api_key_events", EventColumns, all.Select(EventOf));
            await PostgreSqlServer.ExecuteAsync(ConnectionString, "VACUUM ANALYZE");
        }

        var step = Math.Max(1, count / MaxSamples);
        var lines = all.Skip(1).Where((_, i) => i % step == 0).Select(key => $"{key.Id} {key.Token.Reveal()}");
        await File.WriteAllLinesAsync(Samples, lines);
    }

    private async Task FillSqliteAsync(SampleKey[] keys)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertAsync(connection, "api_keys", Columns, keys.Select(RowOf));
        await InsertAsync(connection, "api_key_events", EventColumns, keys.Select(EventOf));
        await transaction.CommitAsync();
    }

    private static async Task InsertAsync(
        SqliteConnection connection,
        string table,
        string[] columns,
        IEnumerable<object[]> rows
    )
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText =
            $"INSERT INTO {table} ({string.Join(',', columns)}) VALUES ({string.Join(',', columns.Select(column => $"@{column}"))})";
        foreach (var column in columns)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"@{column}" });
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                command.Parameters[i].Value = row[i];
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task CopyAsync(string table, string[] columns, IEnumerable<object[]> rows)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(',', columns)}) FROM STDIN (FORMAT BINARY)"
        );
        foreach (var row in rows)
        {
            await import.StartRowAsync();
            foreach (var value in row)
            {
                if (value is DateTime instant)
                    await import.WriteAsync(instant, NpgsqlDbType.TimestampTz);
                else
                    await import.WriteAsync(value);
            }
        }

        await import.CompleteAsync();
    }

    private static object[] RowOf(SampleKey key) =>
        [
            key.Id,
            SampleKeys.Org,
            SampleKeys.Workspace,
            KeyEnvironment.Live.Word(),
            key.Token.Selector,
            key.Name,
            key.Name.ToUpperInvariant(),
            key.Token.HashVerifier(),
            string.Join(' ', key.Scopes),
            SampleKeys.Actor,
            key.CreatedAt.UtcDateTime,
            1,
        ];

    private static object[] EventOf(SampleKey key) =>
        [
            key.Id,
            1,
            Guid.CreateVersion7(key.CreatedAt),
            "api_key.issued",
            key.CreatedAt.UtcDateTime,
            SampleKeys.Actor,
            "{}",
        ];
}

/// <summary>Where databases of one provider are made.</summary>
internal sealed class BenchDatabases(string provider) : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private PostgreSqlServer? server;
    private int count;

    public async Task<BenchDatabase> CreateAsync(int keys)
    {
        var number = ++count;
        var connectionString = $"Data Source={folder.File($"{number}.db")}";
        if (provider == BenchDatabase.PostgreSql)
        {
            server ??= await PostgreSqlServer.StartNewAsync(isDurable: true);
            connectionString = await server.CreateDatabaseAsync();
        }

        return await BenchDatabase.CreateAsync(provider, connectionString, folder.File($"{number}.txt"), keys);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}
