using ApiKeys.Application.Common;

namespace ApiKeys.Application.UnitTests;

public sealed class ClockTests
{
    [Test]
    public void Now_IsCutToMilliseconds()
    {
        var instant = new DateTimeOffset(2026, 3, 1, 10, 0, 0, 999, TimeSpan.Zero);

        Assert.That(new ManualClock(instant.AddTicks(9_999)).Now(), Is.EqualTo(instant));
    }

    [Test]
    public void ToMilliseconds_GivesUtc()
    {
        var instant = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)).ToMilliseconds();

        Assert.That(instant.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(instant.Hour, Is.EqualTo(10));
    }
}
