using System.Globalization;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.Data.Sqlite;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>What no row may ever say, asked of the database itself.</summary>
internal static class StoredState
{
    private static readonly (string What, string Sql)[] Faults =
    [
        (
            "keys whose events are not one for each version",
            """
            SELECT COUNT(*) FROM api_keys k WHERE k.version <> (SELECT COUNT(*) FROM api_key_events e WHERE e.key_id = k.id)
              OR k.version <> (SELECT MAX(e.version) FROM api_key_events e WHERE e.key_id = k.id)
            """
        ),
        (
            "events without their key",
            "SELECT COUNT(*) FROM api_key_events e WHERE NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.id = e.key_id)"
        ),
        (
            "rotated keys without one successor",
            """
            SELECT COUNT(*) FROM api_keys k WHERE k.rotated_at IS NOT NULL
              AND 1 <> (SELECT COUNT(*) FROM api_keys s WHERE s.predecessor_id = k.id)
            """
        ),
        (
            "successors of keys that are not rotated",
            """
            SELECT COUNT(*) FROM api_keys s WHERE s.predecessor_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM api_keys k WHERE k.id = s.predecessor_id AND k.rotated_at IS NOT NULL)
            """
        ),
        (
            "names held twice",
            """
            SELECT COUNT(*) FROM (SELECT 1 AS one FROM api_keys WHERE revoked_at IS NULL AND rotated_at IS NULL
              GROUP BY org_id, workspace_id, normalized_name HAVING COUNT(*) > 1) held
            """
        ),
        (
            "states without their event",
            """
            SELECT COUNT(*) FROM api_keys k WHERE (k.revoked_at IS NOT NULL) <>
              EXISTS (SELECT 1 FROM api_key_events e WHERE e.key_id = k.id AND e.type = 'api_key.revoked')
              OR (k.rotated_at IS NOT NULL) <>
              EXISTS (SELECT 1 FROM api_key_events e WHERE e.key_id = k.id AND e.type = 'api_key.rotated')
            """
        ),
    ];

    public static async Task AssertSoundAsync(RealDatabase database)
    {
        foreach (var (what, sql) in Faults)
            Assert.That(await CountAsync(database, sql), Is.Zero, what);
    }

    public static async Task<long> CountAsync(RealDatabase database, string sql)
    {
        var connectionString = database.Arguments[^1];
        if (database.Server is not null)
            return Number(await PostgreSqlServer.ScalarAsync(connectionString, sql));
        await using var connection = new SqliteConnection(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Number(await command.ExecuteScalarAsync());
    }

    private static long Number(object? value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
