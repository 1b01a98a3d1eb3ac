using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary><c>/health/live</c> and <c>/health/ready</c>.</summary>
internal sealed class HealthTests
{
    private const string Live = """200 {"status":"live"}""";
    private const string Ready = """200 {"status":"ready","revocationBoundSeconds":1}""";
    private const string Unavailable = """503 {"status":"unavailable","revocationBoundSeconds":1}""";

    [Test]
    public async Task AServiceThatCanServe_IsLiveAndReadyForEveryone()
    {
        await using var service = new TestService();
        using var client = service.ClientOf(null);

        var ready = await client.CallAsync("GET /health/ready");

        Assert.That(ready.Text, Is.EqualTo(Ready));
        Assert.That(
            (ready["Content-Type"], ready["Cache-Control"]),
            Is.EqualTo(("application/json; charset=utf-8", "no-store"))
        );
        Assert.That((await client.CallAsync("GET /health/live")).Text, Is.EqualTo(Live));
    }

    [TestCase("0", "0")]
    [TestCase("0.25", "0.25")]
    [TestCase("60", "60")]
    public async Task TheBound_IsTheConfiguredLifetime(string configured, string shown)
    {
        await using var service = new TestService(
            new Dictionary<string, string?> { ["CredentialCache:LifetimeSeconds"] = configured }
        );

        Assert.That(
            (await service.ClientOf(null).CallAsync("GET /health/ready")).Text,
            Is.EqualTo($$"""200 {"status":"ready","revocationBoundSeconds":{{shown}}}""")
        );
    }

    [TestCase("-1")]
    [TestCase("60.5")]
    [TestCase("NaN")]
    public async Task ABoundOutOfItsRange_RefusesToStart(string configured)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = await ServiceProcess.RunAsync(
            "--urls",
            "http://127.0.0.1:0",
            "--ConnectionStrings:ApiKeys",
            $"Data Source={folder.File("keys.db")}",
            "--CredentialCache:LifetimeSeconds",
            configured
        );

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain("CredentialCache:LifetimeSeconds is 0 to 60."));
    }

    [Test]
    public async Task AFileThatIsAway_IsNotReadyUntilItIsBack()
    {
        await using var service = new TestService();
        using var client = service.ClientOf(null);
        var away = service.DatabaseFile + ".away";

        File.Move(service.DatabaseFile, away);
        var without = await client.CallAsync("GET /health/ready");
        var live = await client.CallAsync("GET /health/live");
        File.Move(away, service.DatabaseFile);

        Assert.That((without.Text, live.Text), Is.EqualTo((Unavailable, Live)));
        Assert.That((await client.CallAsync("GET /health/ready")).Text, Is.EqualTo(Ready));
    }

    [Test]
    public async Task AServerThatIsAway_IsNotReadyUntilItIsBack()
    {
        await using var server = await PostgreSqlServer.StartNewAsync();
        var database = await server.CreateDatabaseAsync();
        string[] arguments = ["--Database:Provider", "PostgreSql", "--ConnectionStrings:ApiKeys", database];
        await ServiceProcess.RunAsync(["--migrate", .. arguments]);
        await using var service = await ServiceProcess.StartAsync(arguments);
        using var client = service.ClientOf(null);
        Assert.That((await client.CallAsync("GET /health/ready")).Text, Is.EqualTo(Ready));

        await server.StopAsync();
        Assert.That((await client.CallAsync("GET /health/ready")).Text, Is.EqualTo(Unavailable));
        Assert.That((await client.CallAsync("GET /health/live")).Text, Is.EqualTo(Live));

        await server.StartAsync();
        Assert.That((await client.CallAsync("GET /health/ready")).Text, Is.EqualTo(Ready));
    }
}
