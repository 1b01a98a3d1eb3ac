using System.Threading.RateLimiting;

namespace ApiKeys.WebApi.RateLimiting;

/// <summary>
/// Counts the requests of one partition in windows that are aligned to the clock. The framework's own fixed-window
/// limiter does not tell when its window ends, which <c>X-RateLimit-Reset</c> has to say.
/// </summary>
internal sealed class WindowLimiter(int limit, TimeSpan window, TimeProvider clock) : RateLimiter
{
    private readonly Lock gate = new();
    private long currentWindow;
    private int used;

    /// <summary>How long since the last window with requests in it ended; null while one runs.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            var idle = clock.GetUtcNow() - EndOf(Volatile.Read(ref currentWindow));
            return idle > TimeSpan.Zero ? idle : null;
        }
    }

    public override RateLimiterStatistics GetStatistics() =>
        new() { CurrentAvailablePermits = Math.Max(0, limit - used) };

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        var now = clock.GetUtcNow();
        var window = WindowOf(now);
        lock (gate)
        {
            if (window > currentWindow)
            {
                currentWindow = window;
                used = 0;
            }

            var isAcquired = used + permitCount <= limit;
            if (isAcquired)
                used += permitCount;
            return new WindowLease(isAcquired, limit, limit - used, EndOf(currentWindow));
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        int permitCount,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(AttemptAcquireCore(permitCount));

    private long WindowOf(DateTimeOffset instant) => instant.UtcTicks / window.Ticks;

    private DateTimeOffset EndOf(long index) => new((index + 1) * window.Ticks, TimeSpan.Zero);
}

/// <summary>A request's place in its window.</summary>
internal sealed class WindowLease(bool isAcquired, int limit, int remaining, DateTimeOffset resetsAt) : RateLimitLease
{
    public override bool IsAcquired => isAcquired;

    public override IEnumerable<string> MetadataNames => [];

    public int Limit => limit;

    public int Remaining => remaining;

    public DateTimeOffset ResetsAt => resetsAt;

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }
}
