using ApiKeys.TestCommon;
using ApiKeys.WebApi.RateLimiting;

namespace ApiKeys.WebApi.FunctionalTests.RateLimiting;

internal sealed class WindowLimiterTests
{
    private const int Limit = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    // 10:00:45: a quarter of a minute before the next window.
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 45, TimeSpan.Zero);
    private static readonly DateTimeOffset FirstEnd = new(2026, 3, 1, 10, 1, 0, TimeSpan.Zero);

    private readonly ManualClock clock = new(Start);

    [Test]
    public void Acquire_CountsDownAndThenRefuses()
    {
        using var limiter = NewLimiter();

        Assert.That(
            Enumerable.Range(0, 5).Select(_ => Acquire(limiter)),
            Is.EqualTo(
                new[]
                {
                    (true, 2, FirstEnd),
                    (true, 1, FirstEnd),
                    (true, 0, FirstEnd),
                    (false, 0, FirstEnd),
                    (false, 0, FirstEnd),
                }
            )
        );
    }

    [Test]
    public void Acquire_InTheNextWindow_StartsAfreshAtTheFullMinute()
    {
        var local = new ManualClock(Start);
        using var limiter = new WindowLimiter(Limit, Window, local);
        for (var i = 0; i < Limit; i++)
            Acquire(limiter);

        local.Advance(FirstEnd - Start - TimeSpan.FromTicks(1));
        Assert.That(Acquire(limiter), Is.EqualTo((false, 0, FirstEnd)));
        local.Advance(TimeSpan.FromTicks(1));
        Assert.That(Acquire(limiter), Is.EqualTo((true, 2, FirstEnd + Window)));
    }

    [Test]
    public void Acquire_WhenTheClockGoesBack_GivesNoSecondAllowance()
    {
        var local = new ManualClock(Start);
        using var limiter = new WindowLimiter(Limit, Window, local);
        for (var i = 0; i < Limit; i++)
            Acquire(limiter);

        local.Advance(-Window);

        Assert.That(Acquire(limiter), Is.EqualTo((false, 0, FirstEnd)));
    }

    [Test]
    public void Acquire_OfManyAtOnce_LetsExactlyTheLimitThrough()
    {
        using var limiter = new WindowLimiter(100, Window, clock);
        var acquired = 0;

        Parallel.For(
            0,
            1000,
            _ =>
            {
                if (Acquire(limiter).IsAcquired)
                    Interlocked.Increment(ref acquired);
            }
        );

        Assert.That(acquired, Is.EqualTo(100));
    }

    [Test]
    public void IdleDuration_IsNullInAWindowWithRequests_AndCountsFromItsEnd()
    {
        var local = new ManualClock(Start);
        using var limiter = new WindowLimiter(Limit, Window, local);
        Acquire(limiter);

        Assert.That(limiter.IdleDuration, Is.Null);
        local.Advance(FirstEnd - Start + TimeSpan.FromSeconds(5));
        Assert.That(limiter.IdleDuration, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    private WindowLimiter NewLimiter() => new(Limit, Window, clock);

    private static (bool IsAcquired, int Remaining, DateTimeOffset ResetsAt) Acquire(WindowLimiter limiter)
    {
        using var lease = (WindowLease)limiter.AttemptAcquire();
        return (lease.IsAcquired, lease.Remaining, lease.ResetsAt);
    }
}
