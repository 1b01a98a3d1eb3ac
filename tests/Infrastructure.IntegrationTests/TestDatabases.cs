using ApiKeys.TestCommon;
using Microsoft.Data.Sqlite;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>The databases that every repository test runs on. The only file that chooses one.</summary>
internal static class TestDatabases
{
    /// <summary>The values of <c>Database:Provider</c>.</summary>
    public static readonly string[] Providers = ["Sqlite"];

    /// <summary>A place for one fresh database of a provider; a provider that is not configured skips the test.</summary>
    public static Task<DatabasePlace> CreatePlaceAsync(string provider) =>
        provider switch
        {
            "Sqlite" => Task.FromResult(SqliteFile()),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "Not a database of these tests."),
        };

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
            }
        );
    }
}

/// <summary>Where a database is, and how to remove it.</summary>
internal sealed record DatabasePlace(string ConnectionString, Action Remove);
