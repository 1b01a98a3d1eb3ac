using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyRotateTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Test]
    public void Rotate_MakesASuccessorOfTheSameGrant_WithItsOwnSecret()
    {
        var key = TestKeys.Issued("Prod", expiresAt: TestKeys.Now.AddDays(9));
        var next = TestKeys.NewSuccessor();
        var later = TestKeys.Now + Hour;

        var successor = key.Rotate(next, Hour, VersionCondition.None, "user:bob", later).Value;

        Assert.Multiple(() =>
        {
            Assert.That(successor.Id, Is.EqualTo(next.Id));
            Assert.That(successor.PredecessorId, Is.EqualTo(key.Id));
            Assert.That(successor.Selector, Is.EqualTo(next.Token.Selector));
            Assert.That(successor.VerifierHash, Is.EqualTo(next.Token.HashVerifier()));
            Assert.That(successor.Name, Is.EqualTo(key.Name));
            Assert.That(successor.NormalizedName, Is.EqualTo("PROD"));
            Assert.That(successor.Scopes, Is.EqualTo(key.Scopes));
            Assert.That(successor.OrgId, Is.EqualTo(key.OrgId));
            Assert.That(successor.WorkspaceId, Is.EqualTo(key.WorkspaceId));
            Assert.That(successor.Environment, Is.EqualTo(key.Environment));
            Assert.That(successor.ExpiresAt, Is.EqualTo(key.ExpiresAt));
            Assert.That(successor.CreatedBy, Is.EqualTo("user:bob"));
            Assert.That(successor.CreatedAt, Is.EqualTo(later));
            Assert.That(successor.StatusAt(later), Is.EqualTo(ApiKeyStatus.Active));
        });
    }

    [Test]
    public void Rotate_RaisesOneEventOnEachKey()
    {
        var key = TestKeys.Issued();
        var next = TestKeys.NewSuccessor();

        var successor = key.Rotate(next, Hour, VersionCondition.None, "user:bob", TestKeys.Now).Value;

        Assert.That(key.Version, Is.EqualTo(2));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyRotated(2, TestKeys.Now, "user:bob", next.Id) }));
        Assert.That(successor.Version, Is.EqualTo(1));
        Assert.That(successor.Events, Is.EqualTo(new[] { new ApiKeyIssued(1, TestKeys.Now, "user:bob", key.Id) }));
    }

    [Test]
    public void Rotate_MarksTheKey_AndEndsItsGraceAfterTheGrace()
    {
        var key = TestKeys.Issued();

        key.Rotate(TestKeys.NewSuccessor(), Hour, VersionCondition.None, TestKeys.Actor, TestKeys.Now);

        Assert.That(key.RotatedAt, Is.EqualTo(TestKeys.Now));
        Assert.That(key.GraceEndsAt, Is.EqualTo(TestKeys.Now + Hour));
        Assert.That(key.StatusAt(TestKeys.Now), Is.EqualTo(ApiKeyStatus.Rotated));
    }

    [Test]
    public void Rotate_WhenTheVersionIsStale_FailsAndChangesNothing()
    {
        var key = TestKeys.Issued();
        var stale = VersionCondition.AnyOf([2]);

        var result = key.Rotate(TestKeys.NewSuccessor(), Hour, stale, TestKeys.Actor, TestKeys.Now);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.PreconditionFailed));
        AssertIsAsIssued(key);
    }

    [Test]
    public void Rotate_WhenNotActiveAndTheVersionIsStale_IsThePreconditionThatFails()
    {
        var stale = VersionCondition.AnyOf([7]);

        var result = TestKeys.Revoked().Rotate(TestKeys.NewSuccessor(), Hour, stale, TestKeys.Actor, TestKeys.Now);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.PreconditionFailed));
    }

    [TestCaseSource(nameof(NotActive))]
    public void Rotate_WhenNotActive_IsAStateConflict(ApiKey key, string word)
    {
        var version = key.Version;

        var result = key.Rotate(
            TestKeys.NewSuccessor(),
            Hour,
            VersionCondition.None,
            TestKeys.Actor,
            TestKeys.Now.AddDays(1)
        );

        Assert.That(result.Error.Code, Is.EqualTo(ErrorCodes.StateConflict));
        Assert.That(result.Error.Message, Does.Contain(word));
        Assert.That(key.Version, Is.EqualTo(version));
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void MaxGraceSeconds_Is30Days() =>
        Assert.That(TimeSpan.FromSeconds(ApiKey.MaxGraceSeconds), Is.EqualTo(TimeSpan.FromDays(30)));

    private static IEnumerable<TestCaseData> NotActive() =>
        [
            new TestCaseData(TestKeys.Issued(expiresAt: TestKeys.Now.AddDays(1)), "expired").SetArgDisplayNames(
                "expired"
            ),
            new TestCaseData(TestKeys.Rotated(TimeSpan.FromDays(9)), "rotated").SetArgDisplayNames("rotated in grace"),
            new TestCaseData(TestKeys.Rotated(TimeSpan.Zero), "rotated").SetArgDisplayNames("rotated, grace over"),
            new TestCaseData(TestKeys.Revoked(), "revoked").SetArgDisplayNames("revoked"),
        ];

    private static void AssertIsAsIssued(ApiKey key)
    {
        Assert.That(key.Version, Is.EqualTo(1));
        Assert.That(key.RotatedAt, Is.Null);
        Assert.That(key.Events, Is.Empty);
    }
}
