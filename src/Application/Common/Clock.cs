namespace ApiKeys.Application.Common;

public static class Clock
{
    /// <summary>The instant, UTC, cut to the milliseconds that are stored and shown.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) => clock.GetUtcNow().ToMilliseconds();

    public static DateTimeOffset ToMilliseconds(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}
