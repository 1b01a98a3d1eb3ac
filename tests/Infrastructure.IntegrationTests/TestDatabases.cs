using ApiKeys.TestCommon;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>The databases that every repository test runs on. The only file that chooses one.</summary>
internal static class TestDatabases
{
    public const string Sqlite = "Sqlite";
    public const string PostgreSql = "PostgreSql";
    public const string SqlServer = "SqlServer";

    /// <summary>Why a suite does not run on SQL Server.</summary>
    public const string SqlServerIsMissing =
        "APIKEYS_TEST_SQLSERVER is not set: it holds the connection string of a SQL Server that tests may use.";

    private static readonly string? ConfiguredSqlServer = Environment.GetEnvironmentVariable("APIKEYS_TEST_SQLSERVER");

    private static readonly Lazy<Task<PostgreSqlServer>> Server = new(() => PostgreSqlServer.StartNewAsync());

    /// <summary>The values of <c>Database:Provider</c> that have a database here.</summary>
    public static string[] Providers =>
        string.IsNullOrEmpty(ConfiguredSqlServer) ? [Sqlite, PostgreSql] : [Sqlite, PostgreSql, SqlServer];

    /// <summary>A place for one fresh database of a provider.</summary>
    public static Task<DatabasePlace> CreatePlaceAsync(string provider) =>
        provider switch
        {
            Sqlite => Task.FromResult(SqliteFile()),
            PostgreSql => PostgreSqlDatabaseAsync(),
            SqlServer => SqlServerDatabaseAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Not a database of these tests."),
        };

    /// <summary>Ends the servers that were started for the tests.</summary>
    public static async Task StopServersAsync()
    {
        if (Server.IsValueCreated && Server.Value.IsCompletedSuccessfully)
            await (await Server.Value).DisposeAsync();
    }

    private static DatabasePlace SqliteFile()
    {
        var folder = new TemporaryFolder();
        var connectionString = $"Data Source={folder.File("keys.db")}";
        return new DatabasePlace(
            connectionString,
            () =>
            {
                SqliteConnection.ClearPool(new SqliteConnection(connectionString));
                folder.Dispose();
                return Task.CompletedTask;
            }
        );
    }

    private static async Task<DatabasePlace> PostgreSqlDatabaseAsync()
    {
        var server = await Server.Value;
        var connectionString = await server.CreateDatabaseAsync();
        return new DatabasePlace(connectionString, () => server.DropDatabaseAsync(connectionString));
    }

    private static async Task<DatabasePlace> SqlServerDatabaseAsync()
    {
        var name = $"apikeys_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        var place = new SqlConnectionStringBuilder(ConfiguredSqlServer) { InitialCatalog = name };
        const string Drop = "ALTER DATABASE {0} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE {0}";
        return new DatabasePlace(
            place.ConnectionString,
            () => ExecuteAsync(Drop.Replace("{0}", name, StringComparison.Ordinal))
        );
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(ConfiguredSqlServer);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Where a database is, and how to remove it.</summary>
internal sealed record DatabasePlace(string ConnectionString, Func<Task> RemoveAsync);

/// <summary>Ends the servers after the last test.</summary>
[SetUpFixture]
internal sealed class TestServers
{
    [OneTimeTearDown]
    public Task StopAsync() => TestDatabases.StopServersAsync();
}

/// <summary>Shows each suite that does not run on SQL Server as skipped, once.</summary>
internal sealed class SqlServerSuites
{
    private static IEnumerable<string> Suites =>
        typeof(SqlServerSuites)
            .Assembly.GetTypes()
            .Where(type =>
                type.GetCustomAttributes(typeof(TestFixtureSourceAttribute), inherit: false)
                    .Cast<TestFixtureSourceAttribute>()
                    .Any(source => source.SourceType == typeof(TestDatabases))
            )
            .Select(type => type.Name);

    [TestCaseSource(nameof(Suites))]
    public void Suite_OnSqlServer_RunsWhereAServerIsConfigured(string suite)
    {
        if (!TestDatabases.Providers.Contains(TestDatabases.SqlServer))
            Assert.Ignore($"{suite}: {TestDatabases.SqlServerIsMissing}");
    }
}
