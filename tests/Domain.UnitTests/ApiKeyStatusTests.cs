using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyStatusTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset End = TestKeys.Now + Hour;
    private static readonly DateTimeOffset LastMoment = End - TestKeys.Moment;

    [Test]
    public void Status_AtTheExpiry_IsExpired_AndAMomentBeforeItIsActive()
    {
        var key = TestKeys.Issued(expiresAt: End);

        AssertAt(key, LastMoment, ApiKeyStatus.Active, KeyVerdict.Accepted);
        AssertAt(key, End, ApiKeyStatus.Expired, KeyVerdict.Expired);
    }

    [Test]
    public void Status_WithoutExpiry_StaysActive() =>
        AssertAt(TestKeys.Issued(), DateTimeOffset.MaxValue, ApiKeyStatus.Active, KeyVerdict.Accepted);

    [Test]
    public void Status_WhenRotated_IsRotated_AndAcceptedUntilTheGraceIsOver()
    {
        var key = TestKeys.Rotated(Hour);

        AssertAt(key, LastMoment, ApiKeyStatus.Rotated, KeyVerdict.Accepted);
        AssertAt(key, End, ApiKeyStatus.Rotated, KeyVerdict.Rotated);
    }

    [Test]
    public void Status_WhenRotatedWithoutGrace_IsNotAcceptedAnyMore() =>
        AssertAt(TestKeys.Rotated(TimeSpan.Zero), TestKeys.Now, ApiKeyStatus.Rotated, KeyVerdict.Rotated);

    [Test]
    public void Status_WhenRotatedAndExpiredInGrace_IsRotated_AndTheVerdictIsExpired() =>
        AssertAt(TestKeys.Rotated(2 * Hour, expiresAt: End), End, ApiKeyStatus.Rotated, KeyVerdict.Expired);

    [Test]
    public void Status_WhenRevokedAndExpired_IsRevoked() =>
        AssertAt(TestKeys.Revoked(expiresAt: End), End, ApiKeyStatus.Revoked, KeyVerdict.Revoked);

    [Test]
    public void Status_WhenRotatedThenRevoked_IsRevoked()
    {
        var key = TestKeys.Rotated(Hour);
        key.Revoke(VersionCondition.None, TestKeys.Actor, TestKeys.Now);

        AssertAt(key, End, ApiKeyStatus.Revoked, KeyVerdict.Revoked);
    }

    [Test]
    public void Verify_WhenTheVerifierIsAnother_IsNotFound_WhateverTheStatus()
    {
        var other = KeyToken.Create(KeyEnvironment.Live, TestKeys.Selector, new string('0', 32));

        Assert.That(TestKeys.Issued().Verify(other, TestKeys.Now), Is.EqualTo(KeyVerdict.NotFound));
        Assert.That(TestKeys.Revoked().Verify(other, TestKeys.Now), Is.EqualTo(KeyVerdict.NotFound));
    }

    [Test]
    public void Verify_WhenTheEnvironmentIsNotTheKeys_IsNotFound()
    {
        var token = TestKeys.Token(KeyEnvironment.Test);

        Assert.That(TestKeys.Issued().Verify(token, TestKeys.Now), Is.EqualTo(KeyVerdict.NotFound));
    }

    [Test]
    public void Verify_InDialNexasForm_HasNoEnvironmentToBeWrong()
    {
        var token = KeyToken.Parse(TestKeys.Token().RevealDialNexa())!;

        Assert.That(TestKeys.Issued().Verify(token, TestKeys.Now), Is.EqualTo(KeyVerdict.Accepted));
    }

    [TestCase(ApiKeyStatus.Active, "active")]
    [TestCase(ApiKeyStatus.Expired, "expired")]
    [TestCase(ApiKeyStatus.Rotated, "rotated")]
    [TestCase(ApiKeyStatus.Revoked, "revoked")]
    public void Word_AndParse_AreInverse(ApiKeyStatus status, string word)
    {
        Assert.That(status.Word(), Is.EqualTo(word));
        Assert.That(ApiKeyStatuses.Parse(word), Is.EqualTo(status));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Active")]
    [TestCase("active ")]
    [TestCase("0")]
    public void Parse_OfAnyOtherWord_IsNull(string? word) => Assert.That(ApiKeyStatuses.Parse(word), Is.Null);

    private static void AssertAt(ApiKey key, DateTimeOffset now, ApiKeyStatus status, KeyVerdict verdict) =>
        Assert.Multiple(() =>
        {
            Assert.That(key.StatusAt(now), Is.EqualTo(status));
            Assert.That(key.IsAcceptedAt(now), Is.EqualTo(verdict is KeyVerdict.Accepted));
            Assert.That(key.Verify(TestKeys.Token(), now), Is.EqualTo(verdict));
        });
}
