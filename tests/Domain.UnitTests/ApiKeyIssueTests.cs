using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyIssueTests
{
    private static readonly Guid Id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");

    [Test]
    public void Issue_KeepsWhatWasGranted_AndOnlyTheHashOfTheSecret()
    {
        var expiresAt = TestKeys.Now.AddDays(1);
        var token = TestKeys.Token(KeyEnvironment.Test);

        var grant = TestKeys.Grant("Prod", expiresAt, KeyEnvironment.Test);
        var key = ApiKey.Issue(Id, token, grant, TestKeys.Actor, TestKeys.Now);

        Assert.Multiple(() =>
        {
            Assert.That(key.Id, Is.EqualTo(Id));
            Assert.That(key.OrgId, Is.EqualTo("acme"));
            Assert.That(key.WorkspaceId, Is.EqualTo("main"));
            Assert.That(key.Environment, Is.EqualTo(KeyEnvironment.Test));
            Assert.That(key.Selector, Is.EqualTo("abcdefghijklmn"));
            Assert.That(key.Prefix, Is.EqualTo("pk_test_abcdefghijklmn"));
            Assert.That(key.Name.Value, Is.EqualTo("Prod"));
            Assert.That(key.NormalizedName, Is.EqualTo("PROD"));
            Assert.That(key.VerifierHash, Is.EqualTo(token.HashVerifier()));
            Assert.That(key.Scopes, Is.EqualTo(new[] { "read:chat", "read:audit" }));
            Assert.That(key.CreatedBy, Is.EqualTo("user:ann"));
            Assert.That(key.CreatedAt, Is.EqualTo(TestKeys.Now));
            Assert.That(key.ExpiresAt, Is.EqualTo(expiresAt));
        });
    }

    [Test]
    public void Issue_StartsActive_NeverUsedAndWithoutAPast()
    {
        var key = TestKeys.Issued();

        Assert.Multiple(() =>
        {
            Assert.That(key.StatusAt(TestKeys.Now), Is.EqualTo(ApiKeyStatus.Active));
            Assert.That(key.LastUsedAt, Is.Null);
            Assert.That(key.RotatedAt, Is.Null);
            Assert.That(key.GraceEndsAt, Is.Null);
            Assert.That(key.RevokedAt, Is.Null);
            Assert.That(key.PredecessorId, Is.Null);
        });
    }

    [Test]
    public void Issue_RaisesOneEvent_AtVersionOne()
    {
        var key = ApiKey.Issue(Id, TestKeys.Token(), TestKeys.Grant(), TestKeys.Actor, TestKeys.Now);

        Assert.That(key.Version, Is.EqualTo(1));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyIssued(1, TestKeys.Now, "user:ann", null) }));
    }

    [Test]
    public void ClearEvents_ForgetsTheEvents_AndKeepsTheVersion()
    {
        var key = ApiKey.Issue(Id, TestKeys.Token(), TestKeys.Grant(), TestKeys.Actor, TestKeys.Now);

        key.ClearEvents();

        Assert.That(key.Events, Is.Empty);
        Assert.That(key.Version, Is.EqualTo(1));
    }
}
