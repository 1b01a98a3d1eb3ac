using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary>A real nginx with the configuration of the documentation, between a client and a program.</summary>
internal sealed class NginxTests : VerificationFixture
{
    private EchoProgram program = null!;
    private NginxServer nginx = null!;

    [OneTimeSetUp]
    public async Task StartGateway()
    {
        program = await EchoProgram.StartAsync();
        nginx = await StartNginxAsync(Service.ClientOf(null).BaseAddress!.Port);
    }

    [OneTimeTearDown]
    public async Task StopGateway()
    {
        if (nginx is not null)
            await nginx.DisposeAsync();
        await program.DisposeAsync();
    }

    [TestCase("GET /orders?x=1", null)]
    [TestCase("POST /chat/messages", "{\"text\":\"hi\"}")]
    [TestCase("DELETE /chat/messages/1", null)]
    public async Task AnAcceptedKey_ReachesTheProgramWithItsIdentityAndWithoutItsSecret(string request, string? body)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Ключ 🔑");

        var answer = await nginx.ClientOf(key.Secret).CallAsync(request, body);

        Assert.That(
            answer.Text,
            Is.EqualTo(
                $"""
                200 {request}
                X-Api-Key-Id: {key.Id}
                X-Api-Key-Name: %D0%9A%D0%BB%D1%8E%D1%87%20%F0%9F%94%91
                X-Api-Key-Org: {tenant.OrgId}
                X-Api-Key-Scopes: read:chat
                X-Api-Key-Workspace: main
                {body}
                """
            )
        );
    }

    [Test]
    public async Task ADialNexaToken_ReachesTheProgram()
    {
        var tenant = await NewTenantAsync();

        var answer = await nginx.ClientOf(tenant.Owner.DialNexaSecret).CallAsync("GET /chat/");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Body, Does.Contain($"X-Api-Key-Id: {tenant.Owner.Id}\n"));
    }

    [Test]
    public async Task AnIdentityThatTheClientClaims_IsReplaced()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");

        var answer = await nginx
            .ClientOf(key.Secret)
            .CallAsync(
                "GET /orders",
                headers:
                [
                    ("X-Api-Key-Id", "forged"),
                    ("x-api-key-name", "forged"),
                    ("X-Api-Key-Org", "forged"),
                    ("X-Api-Key-Workspace", "forged"),
                    ("X-Api-Key-Scopes", "forged"),
                    ("X_Api_Key_Id", "forged"),
                ]
            );

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Body, Does.Contain($"X-Api-Key-Id: {key.Id}\n"));
        Assert.That(answer.Body, Does.Not.Contain("forged"));
    }

    [TestCase(null, "Bearer")]
    [TestCase("nonsense", "Bearer error=\"invalid_token\"")]
    public async Task NoAcceptedKey_IsUnauthorizedAndDoesNotReachTheProgram(string? token, string challenge)
    {
        var before = program.Requests;

        var answer = await nginx.ClientOf(token).CallAsync("POST /orders", "{}");

        Assert.That(
            (answer.Status, answer["WWW-Authenticate"], program.Requests),
            Is.EqualTo((401, challenge, before))
        );
    }

    [Test]
    public async Task ARevokedKey_IsUnauthorizedAtOnce()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");
        var client = nginx.ClientOf(key.Secret);
        Assert.That((await client.CallAsync("GET /orders")).Status, Is.EqualTo(200));

        await tenant.RevokeAsync(key);

        Assert.That((await client.CallAsync("GET /orders")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task AKeyWithoutTheScope_IsForbiddenThereAndDoesNotReachTheProgram()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy", """ "scopes":["read:billing"] """);
        var client = nginx.ClientOf(key.Secret);
        Assert.That((await client.CallAsync("GET /orders")).Status, Is.EqualTo(200));
        var before = program.Requests;

        var answer = await client.CallAsync("GET /chat/messages");

        Assert.That(
            (answer.Status, answer["WWW-Authenticate"], program.Requests),
            Is.EqualTo((403, "Bearer error=\"insufficient_scope\"", before))
        );
    }

    [Test]
    public async Task TheQuestionItself_CannotBeAskedFromOutside()
    {
        var tenant = await NewTenantAsync();

        var answer = await nginx.ClientOf(tenant.Owner.Secret).CallAsync("GET /api-key");

        Assert.That(answer.Status, Is.EqualTo(404));
    }

    [Test]
    public async Task AServiceThatIsDown_LetsNothingThrough()
    {
        var service = new TestService();
        var key = await service.IssueOwnerKeyAsync("acme");
        await using var gateway = await StartNginxAsync(service.ClientOf(null).BaseAddress!.Port);
        Assert.That((await gateway.ClientOf(key).CallAsync("GET /orders")).Status, Is.EqualTo(200));
        var before = program.Requests;

        await service.DisposeAsync();

        var answer = await gateway.ClientOf(key).CallAsync("GET /orders");
        Assert.That((answer.Status, program.Requests), Is.EqualTo((500, before)));
    }

    private async Task<NginxServer> StartNginxAsync(int servicePort) =>
        await NginxServer.StartAsync(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "forward-auth", "nginx.conf")),
            (5080, servicePort),
            (9000, program.Port)
        );
}
