using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Counts the commands that write last uses, and lets one fail.</summary>
internal sealed class LastUseWrites : DbCommandInterceptor
{
    private readonly TaskCompletionSource succeeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;
    private int failures;

    public int Count => Volatile.Read(ref count);

    public void FailNext() => Interlocked.Increment(ref failures);

    /// <summary>Ends when a write has succeeded.</summary>
    public Task SucceededAsync() => succeeded.Task;

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        if (IsLastUse(command))
        {
            Interlocked.Increment(ref count);
            if (Interlocked.Exchange(ref failures, 0) > 0)
                throw new Refused();
        }

        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        if (IsLastUse(command))
            succeeded.TrySetResult();
        return ValueTask.FromResult(result);
    }

    private static bool IsLastUse(DbCommand command) =>
        command.CommandText.Contains("SET last_used_at", StringComparison.Ordinal);

    /// <summary>The failure that was asked for.</summary>
    internal sealed class Refused() : Exception("The write was made to fail.");
}
