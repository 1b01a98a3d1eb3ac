using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence.Providers.SqlServer;

/// <summary>SQL Server and Azure SQL.</summary>
internal sealed class SqlServerProvider(string connectionString) : DatabaseProvider
{
    // In a unique index and in a unique constraint; compatible engines use the second for both.
    private const int DuplicateInIndex = 2601;
    private const int DuplicateInConstraint = 2627;

    private const int MaxRetries = 4;
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMilliseconds(500);

    // Beside what the provider knows to be transient: cannot connect, database in recovery, log full, read-only.
    private static readonly int[] AlsoTransient = [-2, 2, 53, 233, 258, 921, 922, 3906, 9002, 10054, 10061, 17142];

    // A deadlock's victim, a lock that was not had in time, an update conflict under snapshot isolation, and what
    // the services of Azure answer while they move or are busy.
    private static readonly int[] Transient =
    [
        1205,
        1222,
        3960,
        4060,
        10928,
        10929,
        40197,
        40501,
        40613,
        49918,
        49919,
        49920,
    ];

    public override void Configure(DbContextOptionsBuilder options) =>
        options.UseSqlServer(
            connectionString,
            server => server.EnableRetryOnFailure(MaxRetries, MaxRetryDelay, AlsoTransient)
        );

    public override bool IsUniqueViolation(DbUpdateException exception) =>
        exception.InnerException is SqlException { Number: DuplicateInIndex or DuplicateInConstraint };

    public override bool IsUnavailable(Exception exception) =>
        exception is SqlException refused
        && (AlsoTransient.Contains(refused.Number) || Transient.Contains(refused.Number) || refused.Class >= 20);
}
