using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Domain.Keys;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class ApiKeyAuthenticatorTests
{
    [Test]
    public async Task Check_WhenTheTokenIsTheKeys_IsAcceptedWithTheKey()
    {
        var key = TestKeys.Issued();

        Assert.That(await Check(TestKeys.Token(), key), Is.EqualTo(new TokenCheck(KeyVerdict.Accepted, key)));
    }

    [Test]
    public async Task Check_AtTheExpiry_IsExpiredWithTheKey()
    {
        var key = TestKeys.Issued(expiresAt: Ports.Now);

        Assert.That(await Check(TestKeys.Token(), key), Is.EqualTo(new TokenCheck(KeyVerdict.Expired, key)));
    }

    [Test]
    public async Task Check_WhenTheSelectorIsUnknown_IsNotFound() =>
        Assert.That(await Check(TestKeys.Token(), null), Is.EqualTo(new TokenCheck(KeyVerdict.NotFound, null)));

    [Test]
    public async Task Check_WhenTheVerifierIsWrong_IsNotFoundWithoutTheKey()
    {
        var token = KeyToken.Create(KeyEnvironment.Live, TestKeys.Selector, new string('0', 32));

        Assert.That(await Check(token, TestKeys.Issued()), Is.EqualTo(new TokenCheck(KeyVerdict.NotFound, null)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("pk_live_abcdefghijklmn_0123456789ABCDEFGHIJKLMNOPQRSTUV000000")]
    public async Task Check_OfAMalformedToken_LooksNothingUp(string? text)
    {
        var credentials = new Mock<ICredentialReader>(MockBehavior.Strict);

        var check = await Authenticator(credentials).CheckAsync(text, default);

        Assert.That(check, Is.EqualTo(new TokenCheck(KeyVerdict.Malformed, null)));
    }

    [Test]
    public async Task Authenticate_WhenAccepted_CountsAsUse()
    {
        var key = TestKeys.Issued();
        var credentials = new Mock<ICredentialReader>();
        credentials.Setup(reader => reader.FindAsync(TestKeys.Selector, default)).ReturnsAsync(key);
        var lastUse = new Mock<ILastUseRecorder>();

        await Authenticator(credentials, lastUse).AuthenticateAsync(TestKeys.Token().Reveal(), default);

        lastUse.Verify(recorder => recorder.Record(key.Id, Ports.Now), Times.Once);
    }

    [Test]
    public async Task Authenticate_WhenExpired_IsNoUse()
    {
        var credentials = new Mock<ICredentialReader>();
        credentials
            .Setup(reader => reader.FindAsync(TestKeys.Selector, default))
            .ReturnsAsync(TestKeys.Issued(expiresAt: Ports.Now));
        var lastUse = new Mock<ILastUseRecorder>(MockBehavior.Strict);

        var check = await Authenticator(credentials, lastUse).AuthenticateAsync(TestKeys.Token().Reveal(), default);

        Assert.That(check.Verdict, Is.EqualTo(KeyVerdict.Expired));
    }

    private static async Task<TokenCheck> Check(KeyToken token, ApiKey? found)
    {
        var ct = Ports.Ct;
        var credentials = new Mock<ICredentialReader>(MockBehavior.Strict);
        credentials.Setup(reader => reader.FindAsync(TestKeys.Selector, ct)).ReturnsAsync(found);
        return await Authenticator(credentials).CheckAsync(token.Reveal(), ct);
    }

    // Strict: a check alone must not count as use.
    private static ApiKeyAuthenticator Authenticator(
        Mock<ICredentialReader> credentials,
        Mock<ILastUseRecorder>? lastUse = null
    ) => new(credentials.Object, (lastUse ?? new(MockBehavior.Strict)).Object, new Ports().Clock);
}
