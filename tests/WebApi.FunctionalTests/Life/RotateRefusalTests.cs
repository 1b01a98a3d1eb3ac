using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Rotations that are refused; each leaves the key as it was.</summary>
internal sealed class RotateRefusalTests : ServiceFixture
{
    private const string WrongType = "The value is of the wrong type, or the JSON breaks here.";
    private const string OutOfRange = "The grace is 0 to 2592000 seconds.";
    private const string NoObject = "The body must be a JSON object.";

    private protected override IReadOnlyDictionary<string, string?> Settings => SessionDraft.Settings;

    [TestCase("""{"graceSeconds":1.5}""", "graceSeconds", WrongType)]
    [TestCase("""{"graceSeconds":"2"}""", "graceSeconds", WrongType)]
    [TestCase("""{"graceSeconds":true}""", "graceSeconds", WrongType)]
    [TestCase("""{"graceSeconds":99999999999}""", "graceSeconds", WrongType)]
    [TestCase("""{"graceSeconds":-1}""", "graceSeconds", OutOfRange)]
    [TestCase("""{"graceSeconds":2592001}""", "graceSeconds", OutOfRange)]
    [TestCase("""{"graceSeconds":1""", "graceSeconds", WrongType)]
    [TestCase("[]", "body", NoObject)]
    [TestCase("2", "body", NoObject)]
    public async Task Rotate_WithABadBody_IsInvalid(string body, string field, string message)
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.Client.CallAsync($"POST {key.Path}/rotate", body);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.Invalid(field, message)));
        await IsUntouchedAsync(tenant, key);
    }

    [Test]
    public async Task Rotate_WithoutAToken_IsUnauthorized()
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await Service.ClientOf(null).CallAsync($"POST {key.Path}/rotate", "{}");

        Assert.That((answer.Text, answer["WWW-Authenticate"]), Is.EqualTo((NativeRefusal.Unauthorized, "Bearer")));
        await IsUntouchedAsync(tenant, key);
    }

    [Test]
    public async Task Rotate_ByAKeyWithoutTheScopeAll_IsForbidden()
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.ClientOf(key).CallAsync($"POST {key.Path}/rotate", "{}");

        Assert.That(
            (answer.Text, answer["WWW-Authenticate"]),
            Is.EqualTo((NativeRefusal.Forbidden, "Bearer error=\"insufficient_scope\""))
        );
        await IsUntouchedAsync(tenant, key);
    }

    [Test]
    public async Task Rotate_OfAKeyWithTheScopeAll_ByAnAdmin_IsForbiddenEvenWithAStaleIfMatch()
    {
        var tenant = await NewTenantAsync();
        var admin = Service.ClientOf(SessionOf(tenant, "admin"));

        foreach (var ifMatch in new[] { "\"1\"", "\"9\"" })
        {
            var answer = await admin.CallAsync(
                $"POST {tenant.Owner.Path}/rotate",
                "{}",
                headers: ("If-Match", ifMatch)
            );
            Assert.That(
                answer.Text,
                Is.EqualTo(
                    """403 {"error":{"code":"forbidden","message":"Only an owner, or a key with the scope *, may issue or rotate a key with the scope *."}}"""
                )
            );
        }

        await IsUntouchedAsync(tenant, tenant.Owner);
    }

    [Test]
    public async Task Rotate_OfAKeyWithTheScopeAll_ByAnOwner_Succeeds()
    {
        var tenant = await NewTenantAsync();
        var owner = Service.ClientOf(SessionOf(tenant, "owner"));

        var answer = await owner.CallAsync($"POST {tenant.Owner.Path}/rotate", "{}");

        Assert.That(await tenant.StatusOfTokenAsync(Rotation.SuccessorIn(answer)), Is.EqualTo(200));
    }

    [Test]
    public async Task Rotate_OfAnotherTenantsKey_AnswersExactlyLikeAMissingOne()
    {
        var (tenant, key) = await NewKeyAsync();
        var stranger = await NewTenantAsync();
        var neighbour = await NewTenantAsync(tenant.OrgId, "other");

        foreach (var other in new[] { stranger, neighbour })
        {
            var answer = await other.TryRotateAsync(key);
            var missing = await other.Client.CallAsync($"POST /v1/api-keys/{Guid.NewGuid()}/rotate", "{}");
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey).And.EqualTo(missing.Text));
        }

        await IsUntouchedAsync(tenant, key);
    }

    [Test]
    public async Task Rotate_WithAnIdThatIsNoUuid_IsNotFound()
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.Client.CallAsync($"POST /v1/api-keys/{key.Selector}/rotate", "[");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchKey));
    }

    [Test]
    public async Task Rotate_InDialNexasDialect_DoesNotExist()
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.Client.CallAsync($"POST {key.DialNexaPath}/rotate", "{}");

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NoSuchPath));
        await IsUntouchedAsync(tenant, key);
    }

    [TestCase("expired")]
    [TestCase("rotated")]
    [TestCase("revoked")]
    public async Task Rotate_WhenNotActive_IsAConflictThatNamesTheStatus(string status)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync(
            "Deploy",
            $$""" "scopes":["read:chat"],"expiresAt":"{{At(TimeSpan.FromMinutes(1))}}" """
        );
        if (status == "rotated")
            await tenant.RotateAsync(key, graceSeconds: 3600);
        else if (status == "revoked")
            await tenant.RevokeAsync(key);
        else
            Service.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = await tenant.EventsAsync(key);

        var answer = await tenant.TryRotateAsync(key);

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $$$"""409 {"error":{"code":"state_conflict","message":"Only an active key can be rotated; this one is {{{status}}}."}}"""
            )
        );
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(before));
    }

    [TestCase("\"2\"")]
    [TestCase("W/\"1\"")]
    public async Task Rotate_WhenIfMatchIsStale_IsRefused(string ifMatch)
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.Client.CallAsync($"POST {key.Path}/rotate", "{}", headers: ("If-Match", ifMatch));

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.PreconditionFailed));
        await IsUntouchedAsync(tenant, key);
    }

    [Test]
    public async Task Rotate_WhenRotatedMeanwhileAndIfMatchIsStale_IsToldThePreconditionFirst()
    {
        var (tenant, key) = await NewKeyAsync();
        await tenant.RotateAsync(key);

        var answer = await tenant.Client.CallAsync($"POST {key.Path}/rotate", "{}", headers: ("If-Match", "\"1\""));

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.PreconditionFailed));
    }

    [TestCase("text/plain")]
    [TestCase("application/merge-patch+json")]
    [TestCase(null)]
    public async Task Rotate_WithAnotherMediaType_IsUnsupported(string? contentType)
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.Client.CallAsync($"POST {key.Path}/rotate", "{}", contentType);

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.UnsupportedMediaType));
        await IsUntouchedAsync(tenant, key);
    }

    [Test]
    public async Task Rotate_WithABodyAbove64KiB_IsTooLarge()
    {
        var (tenant, key) = await NewKeyAsync();

        var answer = await tenant.Client.CallAsync(
            $"POST {key.Path}/rotate",
            $$"""{"padding":"{{new string('x', 65_536)}}"}"""
        );

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.PayloadTooLarge));
        await IsUntouchedAsync(tenant, key);
    }

    private string SessionOf(TestTenant tenant, string role) =>
        new SessionDraft(Service.Clock, tenant.OrgId, role).ToString();

    private async Task<(TestTenant, TestKey)> NewKeyAsync()
    {
        var tenant = await NewTenantAsync();
        return (tenant, await tenant.IssueAsync("Deploy"));
    }

    private static async Task IsUntouchedAsync(TestTenant tenant, TestKey key)
    {
        var now = await tenant.GetAsync(key);
        Assert.That((now.Member("status"), now["ETag"]), Is.EqualTo(("active", "\"1\"")));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }
}
