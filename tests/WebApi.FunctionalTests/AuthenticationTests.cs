using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests;

internal sealed class AuthenticationTests : ServiceFixture
{
    private const string NoToken = "Bearer";
    private const string BadToken = "Bearer error=\"invalid_token\"";
    private const string TooLittle = "Bearer error=\"insufficient_scope\"";
    private const string Nobody = "7d1f5b0e-3c52-4d0b-9f5e-5f1d2a3b4c5d";

    private static readonly string[] NativeOperations =
    [
        $"PATCH /v1/api-keys/{Nobody}",
        "POST /v1/api-keys",
        $"GET /v1/api-keys/{Nobody}",
        "GET /v1/api-keys",
        $"DELETE /v1/api-keys/{Nobody}",
        $"GET /v1/api-keys/{Nobody}/events",
    ];

    private static readonly string[] DialNexaOperations =
    [
        "PATCH /dialnexa/v1/api-keys/abcgvvzzlrbnqy",
        "POST /dialnexa/v1/api-keys",
        "GET /dialnexa/v1/api-keys",
        "DELETE /dialnexa/v1/api-keys/abcgvvzzlrbnqy",
    ];

    private static IEnumerable<string> Operations => NativeOperations.Concat(DialNexaOperations);

    [TestCaseSource(nameof(Operations))]
    public async Task Operation_WithoutAToken_IsUnauthorized(string operation)
    {
        var answer = await Service.ClientOf(null).CallAsync(operation);

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((Unauthorized(operation), NoToken)));
    }

    [TestCaseSource(nameof(Operations))]
    public async Task Operation_WithGarbageAsToken_IsUnauthorized(string operation)
    {
        var answer = await Service.ClientOf("garbage").CallAsync(operation);

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((Unauthorized(operation), BadToken)));
    }

    [TestCaseSource(nameof(Operations))]
    public async Task Operation_WithoutTheScopeForAll_IsForbidden(string operation)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Little", "\"scopes\":[\"read:chat\",\"write:config\"]");

        var answer = await tenant.ClientOf(key).CallAsync(operation);

        var forbidden = IsDialNexa(operation) ? DialNexaRefusal.Forbidden : NativeRefusal.Forbidden;
        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((forbidden, TooLittle)));
    }

    [TestCaseSource(nameof(Operations))]
    public async Task Operation_WithReadAudit_IsOpenForHistoryOnly(string operation)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Auditor", "\"scopes\":[\"read:audit\"]");

        var answer = await tenant.ClientOf(key).CallAsync(operation);

        Assert.That(answer.Status, Is.EqualTo(operation.EndsWith("/events", StringComparison.Ordinal) ? 404 : 403));
    }

    [Test]
    public async Task History_WithReadAudit_IsShown()
    {
        var tenant = await NewTenantAsync();
        var auditor = await tenant.IssueAsync("Auditor", "\"scopes\":[\"read:audit\"]");
        var key = await tenant.IssueAsync("CI");

        var answer = await tenant.ClientOf(auditor).CallAsync($"GET {key.Path}/events?limit=100");

        Assert.That(answer.Text, Is.EqualTo((await tenant.HistoryAsync(key)).Text));
    }

    [Test]
    public async Task BothForms_AuthenticateOnBothPaths()
    {
        var tenant = await NewTenantAsync();

        foreach (var token in new[] { tenant.Owner.Secret, tenant.Owner.DialNexaSecret })
        {
            foreach (var path in new[] { "/v1/api-keys", "/dialnexa/v1/api-keys" })
                Assert.That((await Service.ClientOf(token).CallAsync($"GET {path}")).Status, Is.EqualTo(200), path);
        }
    }

    [TestCase("bearer")]
    [TestCase("BEARER")]
    [TestCase("Bearer ")]
    public async Task Scheme_InAnyCase_IsTaken(string scheme)
    {
        var tenant = await NewTenantAsync();

        var answer = await CallWithAsync($"{scheme} {tenant.Owner.Secret}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Authorization_InAnotherScheme_CountsAsNoToken()
    {
        var tenant = await NewTenantAsync();

        foreach (
            var authorization in new[] { $"Basic {tenant.Owner.Secret}", tenant.Owner.Secret, "Bearer", "Bearer " }
        )
        {
            var answer = await CallWithAsync(authorization);
            Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((NativeRefusal.Unauthorized, NoToken)));
        }
    }

    [Test]
    public async Task Token_ThatIsNotExactlyTheKeys_IsRefused()
    {
        var tenant = await NewTenantAsync();
        var key = tenant.Owner;
        var secret = key.Secret;
        var otherVerifier = KeyToken.Create(KeyEnvironment.Live, key.Selector, new string('A', 32));
        var otherSelector = KeyToken.Create(KeyEnvironment.Live, "abcgvvzzlrbnqy", key.Verifier);
        (string What, string Token)[] wrong =
        [
            ("wrong checksum", secret[..^1] + (secret[^1] == '0' ? '1' : '0')),
            ("wrong verifier with its right checksum", otherVerifier.Reveal()),
            ("the same in the other form", otherVerifier.RevealDialNexa()),
            ("unknown selector with its right checksum", otherSelector.Reveal()),
            ("wrong environment", "pk_test_" + secret[8..]),
            ("unknown environment", "pk_prod_" + secret[8..]),
            ("one character short", secret[..^1]),
            ("one character long", secret + "0"),
            (
                "upper-case selector",
                secret.Replace(key.Selector, key.Selector.ToUpperInvariant(), StringComparison.Ordinal)
            ),
            ("prefix only", secret[..22]),
            ("native separator without prefix", secret[8..]),
            ("twice", $"{secret} {secret}"),
        ];

        foreach (var (what, token) in wrong)
        {
            var answer = await CallWithAsync($"Bearer {token}");
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Unauthorized), what);
            Assert.That(answer["WWW-Authenticate"], Is.EqualTo(BadToken), what);
        }
    }

    [Test]
    public async Task Token_OfATestKey_AuthenticatesAsTestOnly()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Test", "\"scopes\":[\"*\"],\"environment\":\"test\"");

        Assert.That((await CallWithAsync($"Bearer {key.Secret}")).Status, Is.EqualTo(200));
        Assert.That((await CallWithAsync($"Bearer {key.DialNexaSecret}")).Status, Is.EqualTo(200));
        Assert.That((await CallWithAsync($"Bearer pk_live_{key.Secret[8..]}")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Token_OfARevokedKey_IsRefused()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Gone", "\"scopes\":[\"*\"]");
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(200));
        await tenant.RevokeAsync(key);

        var answer = await CallWithAsync($"Bearer {key.Secret}");

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((NativeRefusal.Unauthorized, BadToken)));
    }

    [Test]
    public async Task Token_FromTheInstantOfItsExpiry_IsRefused()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Short",
            $$"""
            "scopes":["*"],"expiresAt":"{{At(TimeSpan.FromSeconds(1))}}"
            """
        );
        Service.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(200));
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var answer = await CallWithAsync($"Bearer {key.Secret}");

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((NativeRefusal.Unauthorized, BadToken)));
    }

    private Task<Answer> CallWithAsync(string authorization) =>
        Service.ClientOf(null).CallAsync("GET /v1/api-keys", headers: ("Authorization", authorization));

    private static bool IsDialNexa(string operation) => operation.Contains("/dialnexa/", StringComparison.Ordinal);

    private static string Unauthorized(string operation) =>
        IsDialNexa(operation) ? DialNexaRefusal.Unauthorized : NativeRefusal.Unauthorized;
}
