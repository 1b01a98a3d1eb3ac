using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.WebApi.FunctionalTests.Faults;

/// <summary>A database that is locked, full, read-only or gone: 503 in the dialect's words, nothing half done, and recovery.</summary>
internal sealed class DatabaseFaultTests
{
    private const string Message = "The database cannot be reached, or is busy or full. Try again in a moment.";
    private const string Native = $$$"""503 {"error":{"code":"unavailable","message":"{{{Message}}}"}}""";
    private const string DialNexa =
        $$"""503 {"statusCode":503,"message":"{{Message}}","error":"Service Unavailable"}""";

    private readonly FaultyConnections connections = new();
    private readonly FaultyCommands commands = new();
    private TemporaryFolder folder = null!;
    private TestService service = null!;
    private TestTenant tenant = null!;
    private TestKey key = null!;

    // A short wait for another process's write, so that the tests do not wait long.
    private string ConnectionString => $"Data Source={folder.File("faulty.db")};Default Timeout=1";

    private static IEnumerable<TestCaseData> Writes =>
        [
            Write("issue", _ => ("POST /v1/api-keys", """{"name":"New","scopes":["read:chat"]}"""), Native),
            Write("rename", key => ($"PATCH {key.Path}", """{"name":"After"}"""), Native),
            Write("rotate", key => ($"POST {key.Path}/rotate", "{}"), Native),
            Write("revoke", key => ($"DELETE {key.Path}", null), Native),
            Write("DialNexa's create", _ => ("POST /dialnexa/v1/api-keys", """{"name":"New"}"""), DialNexa),
            Write("DialNexa's rename", key => ($"PATCH {key.DialNexaPath}", """{"name":"After"}"""), DialNexa),
            Write("DialNexa's revoke", key => ($"DELETE {key.DialNexaPath}", null), DialNexa),
        ];

    [SetUp]
    public async Task StartAsync()
    {
        folder = new TemporaryFolder();
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:ApiKeys"] = ConnectionString };
        service = new TestService(
            settings,
            services => services.AddSingleton<IInterceptor>(connections).AddSingleton<IInterceptor>(commands)
        );
        tenant = await TestTenant.CreateAsync(service, "acme", "main");
        key = await tenant.IssueAsync("Before");
    }

    [TearDown]
    public async Task StopAsync()
    {
        connections.Mend();
        commands.FailWith(0);
        await service.DisposeAsync();
        folder.Dispose();
    }

    [TestCaseSource(nameof(Writes))]
    public async Task AWrite_WhileAnotherProcessHoldsTheLock_IsUnavailableAndSucceedsAfterwards(
        Func<TestKey, (string Request, string? Body)> write,
        string refusal
    )
    {
        await using (var other = await LockAsync())
        {
            await AssertRefusedAsync(write, refusal);
            Assert.That((await tenant.GetAsync(key)).Status, Is.EqualTo(200), "reads go on");
        }

        await AssertSucceedsAsync(write);
    }

    [TestCaseSource(nameof(Writes))]
    public async Task AWrite_WhileTheFileIsReadOnly_IsUnavailableAndSucceedsAfterwards(
        Func<TestKey, (string Request, string? Body)> write,
        string refusal
    )
    {
        connections.Break(FaultyConnections.ReadOnly);
        await AssertRefusedAsync(write, refusal);

        connections.Mend();
        await AssertSucceedsAsync(write);
    }

    [Test]
    public async Task Writes_UntilTheDiskIsFull_AreWholeOrUnavailable_AndSucceedAfterwards()
    {
        connections.Break(FaultyConnections.DiskFull);
        var made = new List<string>();
        Answer answer;
        do
        {
            answer = await tenant.Client.CallAsync(
                "POST /v1/api-keys",
                $$"""{"name":"{{new string('x', 90)}} {{made.Count}}","scopes":["read:chat"]}"""
            );
            if (answer.Status == 201)
                made.Add(answer.Member("id")!);
        } while (answer.Status == 201 && made.Count < 500);

        Assert.That(answer.Text, Is.EqualTo(Native));
        Assert.That(answer["Retry-After"], Is.EqualTo("1"));
        var listed = await ListWalk.WalkAsync(tenant.Client, "/v1/api-keys?limit=100&search=xxx", "id");
        Assert.That(listed, Is.EquivalentTo(made), "what was answered, and nothing else");

        connections.Mend();
        await tenant.IssueAsync("Now there is room");
        Assert.That((await tenant.RenameAsync(key, "After")).Status, Is.EqualTo(200));
    }

    [TestCase(5)]
    [TestCase(6)]
    [TestCase(8)]
    [TestCase(10)]
    [TestCase(13)]
    [TestCase(14)]
    public async Task ARead_WhenTheDatabaseFails_IsUnavailableAndTellsNothingOfIt(int error)
    {
        commands.FailWith(error);
        var native = await tenant.Client.CallAsync("GET /v1/api-keys");
        var dialNexa = await tenant.Client.CallAsync("GET /dialnexa/v1/api-keys");
        commands.FailWith(0);

        Assert.That((native.Text, native["Retry-After"]), Is.EqualTo((Native, "1")));
        Assert.That((dialNexa.Text, dialNexa["Retry-After"]), Is.EqualTo((DialNexa, "1")));
        Assert.That((await tenant.Client.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task AVerification_WhenTheDatabaseFails_IsUnavailable_AndItsConnectionServesOn()
    {
        var body = $$"""{"key":"{{key.Secret}}"}""";
        await tenant.Client.CallAsync("GET /v1/api-keys");
        commands.FailWith(10);
        var failed = await tenant.Client.CallAsync("POST /v1/api-keys/verify", body);
        commands.FailWith(0);
        var verified = await tenant.Client.CallAsync("POST /v1/api-keys/verify", body);

        Assert.That((failed.Text, failed["Retry-After"]), Is.EqualTo((Native, "1")));
        Assert.That(verified.Json.GetProperty("valid").GetBoolean(), Is.True);
        Assert.That(ConnectionOf(verified), Is.EqualTo(ConnectionOf(failed)));
    }

    [Test]
    public async Task AFaultOfTheProgram_IsNoUnavailableDatabase()
    {
        commands.FailWith(1);
        var answer = await tenant.Client.CallAsync("GET /v1/api-keys");
        commands.FailWith(0);

        Assert.That(answer.Status, Is.EqualTo(500));
        Assert.That(answer.Body, Does.Not.Contain("driver"));
    }

    [Test]
    public async Task AuthenticationItself_WhenTheDatabaseFails_IsUnavailableAndNot401()
    {
        commands.FailWith(10);
        var unread = await tenant.ClientOf(key).CallAsync("GET /v1/api-keys");
        commands.FailWith(0);

        Assert.That(unread.Text, Is.EqualTo(Native));
    }

    // A request's id begins with its connection's.
    private static string ConnectionOf(Answer answer) => answer["X-Request-Id"]!.Split(':')[0];

    private async Task<SqliteConnection> LockAsync()
    {
        var other = new SqliteConnection(ConnectionString + ";Pooling=False");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE;";
        await command.ExecuteNonQueryAsync();
        return other;
    }

    private async Task AssertRefusedAsync(Func<TestKey, (string Request, string? Body)> write, string refusal)
    {
        var (request, body) = write(key);
        var answer = await tenant.Client.CallAsync(request, body);

        Assert.That((answer.Text, answer["Retry-After"]), Is.EqualTo((refusal, "1")));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
        var names = await ListWalk.WalkAsync(tenant.Client, "/v1/api-keys?status=active", "name");
        Assert.That(names, Is.EqualTo(new[] { "Before", "Test owner" }), "nothing has changed");
    }

    private async Task AssertSucceedsAsync(Func<TestKey, (string Request, string? Body)> write)
    {
        var (request, body) = write(key);
        Assert.That((await tenant.Client.CallAsync(request, body)).Status, Is.EqualTo(200).Or.EqualTo(201));
    }

    private static TestCaseData Write(
        string what,
        Func<TestKey, (string Request, string? Body)> write,
        string refusal
    ) => new TestCaseData(write, refusal).SetArgDisplayNames(what);
}
