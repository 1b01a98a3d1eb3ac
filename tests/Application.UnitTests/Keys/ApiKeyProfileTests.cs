using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.UnitTests;

public sealed class ApiKeyProfileTests
{
    [Test]
    public void Configuration_IsValid() =>
        Assert.That(MapCheck.Unfilled(new Ports().Mapper.ConfigurationProvider), Is.Empty);

    [Test]
    public void ToSummary_TakesEveryFieldOver()
    {
        var key = TestKeys.Rotated(TimeSpan.FromHours(1), expiresAt: TestKeys.Now.AddDays(1));

        var summary = new Ports().Mapper.ToSummary(key, TestKeys.Now);

        var expected = new ApiKeySummary(
            key.Id,
            "abcdefghijklmn",
            "pk_live_abcdefghijklmn",
            "First",
            summary.Scopes,
            "acme",
            "main",
            "user:ann",
            TestKeys.Now,
            TestKeys.Now.AddDays(1),
            null,
            TestKeys.Now,
            null,
            ApiKeyStatus.Rotated,
            true,
            2
        );
        Assert.That(summary, Is.EqualTo(expected));
        Assert.That(summary.Scopes, Is.EqualTo(new[] { "read:chat", "read:audit" }));
    }

    [Test]
    public void ToSummary_JudgesAtTheInstantGiven()
    {
        var mapper = new Ports().Mapper;
        var end = TestKeys.Now.AddHours(1);
        var key = TestKeys.Issued(expiresAt: end);

        var before = mapper.ToSummary(key, end - TestKeys.Moment);
        var after = mapper.ToSummary(key, end);

        Assert.That((before.Status, before.IsAccepted), Is.EqualTo((ApiKeyStatus.Active, true)));
        Assert.That((after.Status, after.IsAccepted), Is.EqualTo((ApiKeyStatus.Expired, false)));
    }

    [Test]
    public void ToSummary_OfARevokedKey_ShowsWhen()
    {
        var summary = new Ports().Mapper.ToSummary(TestKeys.Revoked(), TestKeys.Now);

        Assert.That(summary.RevokedAt, Is.EqualTo(TestKeys.Now));
        Assert.That((summary.Status, summary.IsAccepted), Is.EqualTo((ApiKeyStatus.Revoked, false)));
    }
}
