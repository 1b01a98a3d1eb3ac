using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.WebApi.FunctionalTests.Faults;

/// <summary>Lets every command fail with an error of SQLite.</summary>
internal sealed class FaultyCommands : DbCommandInterceptor
{
    private volatile int error;

    /// <summary>SQLite's error code for all commands from now on; 0 for none.</summary>
    public void FailWith(int code) => error = code;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (error != 0)
            throw new SqliteException("a secret of the driver", error);
        return ValueTask.FromResult(result);
    }
}
