using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Application.Keys.Queries.VerifyApiKey;
using ApiKeys.Domain.Keys;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class VerifyApiKeyQueryHandlerTests
{
    private readonly List<(Guid, DateTimeOffset)> uses = [];

    [SetUp]
    public void ForgetUses() => uses.Clear();

    [Test]
    public async Task Verify_OfAnAcceptedKey_TellsAllOfItAndCountsAsUse()
    {
        var key = TestKeys.Issued(expiresAt: Ports.Now.AddDays(1));

        var verification = await Verify(key);

        Assert.That(
            verification with
            {
                Scopes = null,
            },
            Is.EqualTo(
                new KeyVerification(
                    true,
                    "valid",
                    key.Id,
                    "First",
                    TestKeys.Org,
                    TestKeys.Workspace,
                    KeyEnvironment.Live,
                    null,
                    key.ExpiresAt,
                    ApiKeyStatus.Active
                )
            )
        );
        Assert.That(verification.Scopes, Is.EqualTo(new[] { "read:chat", "read:audit" }));
        Assert.That(uses, Is.EqualTo(new[] { (key.Id, Ports.Now) }));
    }

    [TestCase("", "valid")]
    [TestCase("read:chat read:audit", "valid")]
    [TestCase("read:chat write:chat", "insufficient_scope")]
    public async Task Verify_NeedsAllRequiredScopes(string required, string code)
    {
        var scopes = required.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var verification = await Verify(TestKeys.Issued(), scopes: scopes);

        Assert.That((verification.Code, verification.Valid), Is.EqualTo((code, code == "valid")));
        Assert.That(uses, Has.Count.EqualTo(verification.Valid ? 1 : 0));
    }

    [TestCaseSource(nameof(Ended))]
    public async Task Verify_OfAnEndedKey_SaysHowItEndedBeforeItsScopesAndIsNoUse(ApiKey key, string code)
    {
        var verification = await Verify(key, scopes: ["write:chat"]);

        Assert.That((verification.Code, verification.Valid), Is.EqualTo((code, false)));
        Assert.That(verification.KeyId, Is.EqualTo(key.Id));
        Assert.That(uses, Is.Empty);
    }

    [Test]
    public async Task Verify_OfARotatedKeyInGrace_IsValidAndSaysRotated()
    {
        var verification = await Verify(TestKeys.Rotated(TimeSpan.FromDays(1)));

        Assert.That((verification.Code, verification.Status), Is.EqualTo(("valid", ApiKeyStatus.Rotated)));
    }

    [Test]
    public async Task Verify_OfAMalformedToken_TellsNothing() =>
        await AssertTellsNothing("malformed", TestKeys.Issued(), token: "pk_live_x");

    [Test]
    public async Task Verify_OfAnUnknownToken_TellsNothing() => await AssertTellsNothing("not_found", found: null);

    [Test]
    public async Task Verify_WithAWrongVerifier_TellsNothing()
    {
        var token = KeyToken.Create(KeyEnvironment.Live, TestKeys.Selector, new string('0', 32)).Reveal();

        await AssertTellsNothing("not_found", TestKeys.Issued(), token);
    }

    [Test]
    public async Task Verify_OfAnotherOrganizationsKey_TellsNothing()
    {
        var grant = TestKeys.Grant() with { OrgId = "other" };
        var key = ApiKey.Issue(Guid.CreateVersion7(), TestKeys.Token(), grant, TestKeys.Actor, TestKeys.Now);

        await AssertTellsNothing("not_found", key);
    }

    [Test]
    public void ToString_NeverShowsTheToken() =>
        Assert.That(
            new VerifyApiKeyQuery(TestKeys.Token().Reveal(), []).ToString(),
            Is.EqualTo(nameof(VerifyApiKeyQuery))
        );

    private static IEnumerable<TestCaseData> Ended() =>
        [
            new TestCaseData(TestKeys.Revoked(), "revoked").SetArgDisplayNames("revoked"),
            new TestCaseData(TestKeys.Issued(expiresAt: Ports.Now), "expired").SetArgDisplayNames("expired"),
            new TestCaseData(TestKeys.Rotated(TimeSpan.Zero), "rotated").SetArgDisplayNames("rotated"),
        ];

    private async Task AssertTellsNothing(string code, ApiKey? found, string? token = null)
    {
        var verification = await Verify(found, token);

        Assert.That(verification, Is.EqualTo(KeyVerification.NothingFound(code)));
        Assert.That(uses, Is.Empty);
    }

    private async Task<KeyVerification> Verify(ApiKey? found, string? token = null, string[]? scopes = null)
    {
        var ports = new Ports();
        var credentials = new Mock<ICredentialReader>();
        credentials.Setup(reader => reader.FindAsync(TestKeys.Selector, Ports.Ct)).ReturnsAsync(found);
        var lastUse = new Mock<ILastUseRecorder>();
        lastUse
            .Setup(recorder => recorder.Record(It.IsAny<Guid>(), It.IsAny<DateTimeOffset>()))
            .Callback<Guid, DateTimeOffset>((id, at) => uses.Add((id, at)));
        var authenticator = new ApiKeyAuthenticator(credentials.Object, lastUse.Object, ports.Clock);
        var handler = new VerifyApiKeyQueryHandler(authenticator, lastUse.Object, ports.Caller, ports.Clock);
        var query = new VerifyApiKeyQuery(token ?? TestKeys.Token().Reveal(), scopes);
        return (await handler.Handle(query, Ports.Ct)).Value;
    }
}
