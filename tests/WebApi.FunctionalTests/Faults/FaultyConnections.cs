using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.WebApi.FunctionalTests.Faults;

/// <summary>Makes SQLite itself refuse writes, through a setting of each connection.</summary>
internal sealed class FaultyConnections : DbConnectionInterceptor
{
    /// <summary>No page beyond those that the file has.</summary>
    public const string DiskFull = "PRAGMA max_page_count = 1;";
    public const string ReadOnly = "PRAGMA query_only = 1;";
    private const string Sound = "PRAGMA max_page_count = 1073741823; PRAGMA query_only = 0;";

    private volatile string pragma = Sound;

    public void Break(string fault) => pragma = fault;

    public void Mend() => pragma = Sound;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Apply(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    private void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        command.ExecuteNonQuery();
    }
}
