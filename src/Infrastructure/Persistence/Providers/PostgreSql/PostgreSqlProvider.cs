using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;

/// <summary>PostgreSQL, and what speaks its protocol.</summary>
internal sealed class PostgreSqlProvider(string connectionString) : DatabaseProvider
{
    private const int MaxRetries = 4;
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
            connectionString,
            npgsql => npgsql.EnableRetryOnFailure(MaxRetries, MaxRetryDelay, AlsoTransient)
        );

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
