using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyRenameTests
{
    private static readonly VersionCondition Stale = VersionCondition.AnyOf([7]);
    private static readonly DateTimeOffset Later = TestKeys.Now.AddHours(1);

    [Test]
    public void Rename_ToANewName_ChangesTheNameInBothForms()
    {
        var key = TestKeys.Issued("First");

        var result = key.Rename(TestKeys.Name("Second"), VersionCondition.None, "user:bob", Later);

        Assert.That(result.IsFailure, Is.False);
        Assert.That(key.Name.Value, Is.EqualTo("Second"));
        Assert.That(key.NormalizedName, Is.EqualTo("SECOND"));
    }

    [Test]
    public void Rename_ToANewName_RaisesOneEventAndMovesTheVersionByOne()
    {
        var key = TestKeys.Issued("First");

        key.Rename(TestKeys.Name("Second"), VersionCondition.None, "user:bob", Later);

        Assert.That(key.Version, Is.EqualTo(2));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyRenamed(2, Later, "user:bob", "First", "Second") }));
    }

    [Test]
    public void Rename_LeavesEverythingElseUntouched()
    {
        var key = TestKeys.Issued("First", Later);
        var before = AllButTheName(key);

        key.Rename(TestKeys.Name("Second"), VersionCondition.None, TestKeys.Actor, TestKeys.Now);

        Assert.That(AllButTheName(key), Is.EqualTo(before));
    }

    [Test]
    public void Rename_ToTheCurrentName_SucceedsWithoutEventOrVersion()
    {
        var key = TestKeys.Issued("First");

        var result = key.Rename(TestKeys.Name(" First "), VersionCondition.None, TestKeys.Actor, TestKeys.Now);

        Assert.That(result.IsFailure, Is.False);
        Assert.That(key.Version, Is.EqualTo(1));
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void Rename_ToAnotherCaseOfTheName_IsAChange()
    {
        var key = TestKeys.Issued("First");

        key.Rename(TestKeys.Name("FIRST"), VersionCondition.None, TestKeys.Actor, TestKeys.Now);

        Assert.That(key.Name.Value, Is.EqualTo("FIRST"));
        Assert.That(key.Version, Is.EqualTo(2));
    }

    [TestCase("Second")]
    [TestCase("First")]
    public void Rename_WhenTheVersionIsStale_FailsAndChangesNothing(string newName)
    {
        var key = TestKeys.Issued("First");

        var result = key.Rename(TestKeys.Name(newName), Stale, TestKeys.Actor, TestKeys.Now);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.PreconditionFailed));
        Assert.That(key.Name.Value, Is.EqualTo("First"));
        Assert.That(key.Version, Is.EqualTo(1));
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void Rename_WhenTheVersionIsTheExpectedOne_Succeeds()
    {
        var key = TestKeys.Issued("First");

        var result = key.Rename(TestKeys.Name("Second"), VersionCondition.AnyOf([1]), TestKeys.Actor, TestKeys.Now);

        Assert.That(result.IsFailure, Is.False);
    }

    [Test]
    public void Rename_WhenRevoked_IsNotFoundAndChangesNothing()
    {
        var key = TestKeys.Revoked();

        var result = key.Rename(TestKeys.Name("Second"), VersionCondition.None, TestKeys.Actor, TestKeys.Now);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
        Assert.That(key.Name.Value, Is.EqualTo("First"));
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public void Rename_WhenRevokedAndTheVersionIsStale_IsNotFound()
    {
        var result = TestKeys.Revoked().Rename(TestKeys.Name("Second"), Stale, TestKeys.Actor, TestKeys.Now);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
    }

    [Test]
    public void Rename_WhenExpired_Succeeds()
    {
        var key = TestKeys.Issued("First", expiresAt: Later);

        key.Rename(TestKeys.Name("Second"), VersionCondition.None, TestKeys.Actor, Later.AddDays(1));

        Assert.That(key.Name.Value, Is.EqualTo("Second"));
    }

    [Test]
    public void Rename_WhenRotatedAndItsGraceIsOver_Succeeds()
    {
        var key = TestKeys.Rotated(TimeSpan.Zero);

        key.Rename(TestKeys.Name("Second"), VersionCondition.None, TestKeys.Actor, Later);

        Assert.That(key.Name.Value, Is.EqualTo("Second"));
    }

    private static object AllButTheName(ApiKey key) =>
        (
            (key.Id, key.OrgId, key.WorkspaceId, key.Environment, key.Selector),
            (Convert.ToHexString(key.VerifierHash), string.Join(' ', key.Scopes), key.CreatedBy, key.CreatedAt),
            (key.ExpiresAt, key.LastUsedAt, key.RotatedAt, key.GraceEndsAt, key.RevokedAt, key.PredecessorId)
        );
}
