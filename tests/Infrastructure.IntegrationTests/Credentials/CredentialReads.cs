using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.Infrastructure.IntegrationTests.Credentials;

/// <summary>Counts the reads of credentials, and holds one back when it has its row and before anyone sees it.</summary>
internal sealed partial class CredentialReads : DbCommandInterceptor
{
    private Hold? hold;
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Holds the next read; tell the hold when it may go on.</summary>
    public Hold HoldNext() => hold = new Hold();

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        if (!BySelector().IsMatch(command.CommandText))
            return result;
        Interlocked.Increment(ref count);
        if (Interlocked.Exchange(ref hold, null) is { } held)
            await held.WaitAsync(cancellationToken);
        return result;
    }

    // Each database has its own quotes, or none.
    [GeneratedRegex("selector\\W? = ")]
    private static partial Regex BySelector();

    internal sealed class Hold
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the read is held.</summary>
        public Task Reached => reached.Task.WaitAsync(Patience);

        public void Release() => released.SetResult();

        internal Task WaitAsync(CancellationToken ct)
        {
            reached.SetResult();
            return released.Task.WaitAsync(ct);
        }
    }
}

/// <summary>A monotonic clock that stands still until a test moves it. It has no wall clock to look at.</summary>
internal sealed class MonotonicClock : TimeProvider
{
    private long ticks = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("The wall clock was asked.");

    public void Advance(double seconds) => Interlocked.Add(ref ticks, TimeSpan.FromSeconds(seconds).Ticks);
}
