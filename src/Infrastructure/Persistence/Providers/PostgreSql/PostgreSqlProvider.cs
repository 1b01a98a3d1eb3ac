using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;

/// <summary>PostgreSQL, and what speaks its protocol.</summary>
internal sealed class PostgreSqlProvider(string connectionString) : DatabaseProvider
{
    private const int MaxRetries = 4;
    private const int PreparedStatements = 50;
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMilliseconds(500);

    // Ended by an administrator or by a crash of another backend: the next connection may work.
    private static readonly string[] AlsoTransient =
    [
        PostgresErrorCodes.AdminShutdown,
        PostgresErrorCodes.CrashShutdown,
        PostgresErrorCodes.ReadOnlySqlTransaction,
    ];

    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseNpgsql(
            WithPreparedStatements(connectionString),
            npgsql => npgsql.EnableRetryOnFailure(MaxRetries, MaxRetryDelay, AlsoTransient)
        );

    // Each connection's server parses and plans what it is often asked only once. A pooler that hands a connection from
    // transaction to transaction may not carry that: an explicit 0 in the connection string switches it off.
    private static string WithPreparedStatements(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = PreparedStatements;
        return builder.ToString();
    }

    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public override bool IsUnavailable(Exception exception) =>
        exception switch
        {
            PostgresException refused => refused.IsTransient || AlsoTransient.Contains(refused.SqlState),
            NpgsqlException or SocketException => true,
            _ => false,
        };
}
