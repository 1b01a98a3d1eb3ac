using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyRevokeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly VersionCondition Stale = VersionCondition.AnyOf([7]);

    [Test]
    public void Revoke_EndsTheKeyAtOnce_WithOneEvent()
    {
        var key = TestKeys.Issued();

        var result = key.Revoke(VersionCondition.AnyOf([1]), "user:bob", TestKeys.Now);

        Assert.That(result.IsFailure, Is.False);
        Assert.That(key.RevokedAt, Is.EqualTo(TestKeys.Now));
        Assert.That(key.IsAcceptedAt(TestKeys.Now), Is.False);
        Assert.That(key.Version, Is.EqualTo(2));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyRevoked(2, TestKeys.Now, "user:bob") }));
    }

    [Test]
    public void Revoke_WhenExpired_Succeeds()
    {
        var key = TestKeys.Issued(expiresAt: TestKeys.Now + Hour);

        Assert.That(Revoke(key, TestKeys.Now + Hour), Is.Null);
    }

    [Test]
    public void Revoke_WhenRotatedAMomentBeforeItsGraceIsOver_EndsTheGrace()
    {
        var key = TestKeys.Rotated(Hour);
        var lastMoment = TestKeys.Now + Hour - TestKeys.Moment;

        Assert.That(Revoke(key, lastMoment), Is.Null);
        Assert.That(key.IsAcceptedAt(lastMoment), Is.False);
        Assert.That(key.StatusAt(lastMoment), Is.EqualTo(ApiKeyStatus.Revoked));
    }

    [Test]
    public void Revoke_WhenRotatedAndItsGraceIsJustOver_IsAStateConflict()
    {
        var key = TestKeys.Rotated(Hour);

        Assert.That(Revoke(key, TestKeys.Now + Hour), Is.SameAs(ApiKeyErrors.GraceOver));
        Assert.That(key.RevokedAt, Is.Null);
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void Revoke_WhenRevoked_IsAStateConflictAndKeepsTheFirstInstant()
    {
        var key = TestKeys.Revoked();

        Assert.That(Revoke(key, TestKeys.Now + Hour), Is.SameAs(ApiKeyErrors.AlreadyRevoked));
        Assert.That(key.RevokedAt, Is.EqualTo(TestKeys.Now));
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void Revoke_WhenTheVersionIsStale_FailsAndChangesNothing()
    {
        var key = TestKeys.Issued();

        Assert.That(Revoke(key, TestKeys.Now, Stale), Is.SameAs(ApiKeyErrors.PreconditionFailed));
        Assert.That(key.RevokedAt, Is.Null);
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void Revoke_WhenRevokedAndTheVersionIsStale_IsThePreconditionThatFails() =>
        Assert.That(Revoke(TestKeys.Revoked(), TestKeys.Now, Stale), Is.SameAs(ApiKeyErrors.PreconditionFailed));

    private static Error? Revoke(ApiKey key, DateTimeOffset now, VersionCondition? condition = null)
    {
        var result = key.Revoke(condition ?? VersionCondition.None, TestKeys.Actor, now);
        return result.IsFailure ? result.Error : null;
    }
}
