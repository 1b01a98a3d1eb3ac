using System.Data.Common;
using ApiKeys.TestCommon;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ApiKeys.Infrastructure.IntegrationTests.PostgreSql;

/// <summary>Cuts the connection of a commit, once.</summary>
internal sealed class ConnectionCut : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>The server ends the connection before it gets the commit.</summary>
    public bool BeforeTheCommit { get; set; }

    /// <summary>The commit is made, its answer gets lost; what else happens before anybody looks.</summary>
    public Func<Task>? AfterTheCommit { get; set; }

    /// <summary>The next command finds no connection either.</summary>
    public bool NextCommandToo { get; set; }

    /// <summary>How often it has cut.</summary>
    public int Count { get; private set; }

    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        if (!BeforeTheCommit)
            return result;
        BeforeTheCommit = false;
        Count++;
        var connection = (NpgsqlConnection)transaction.Connection!;
        await PostgreSqlServer.ExecuteAsync(
            connection.ConnectionString,
            $"SELECT pg_terminate_backend({connection.ProcessID}, 5000)"
        );
        return result;
    }

    public async Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        if (AfterTheCommit is not { } happen)
            return;
        AfterTheCommit = null;
        await happen();
        Cut();
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (NextCommandToo && Count > 0)
        {
            NextCommandToo = false;
            Cut();
        }

        return ValueTask.FromResult(result);
    }

    private void Cut()
    {
        Count++;
        throw new NpgsqlException("The connection was cut.", new IOException());
    }
}
