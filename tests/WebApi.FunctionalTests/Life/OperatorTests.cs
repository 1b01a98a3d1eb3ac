using System.Diagnostics;
using System.Text.RegularExpressions;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>The operator's commands: the real executable, run to its end.</summary>
internal sealed partial class OperatorTests
{
    private TemporaryFolder folder = null!;

    private string[] Database => ["--ConnectionStrings:ApiKeys", $"Data Source={folder.File("keys.db")}"];

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [TestCase("--help")]
    [TestCase("-h")]
    public async Task Help_TellsEveryCommandAndTouchesNothing(string flag)
    {
        var (exitCode, output) = await RunAsync(flag);

        Assert.That(exitCode, Is.Zero);
        foreach (var command in new[] { "--help", "--migrate", "--issue-owner-key", "--list-keys", "--revoke-key" })
            Assert.That(output, Does.Contain($"  {command} "));
        Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
    }

    [Test]
    public async Task Migrate_MakesTheSchemaAndTheSecondTimeHasNothingToDo()
    {
        var first = await RunAsync("--migrate");
        var second = await RunAsync("--migrate");

        Assert.That(first.ExitCode, Is.Zero);
        Assert.That(first.Output, Does.Match(@"^Applied \d+ migration\(s\)\.\s*$"));
        Assert.That(second, Is.EqualTo((0, $"The schema is up to date.{Environment.NewLine}")));
    }

    [Test]
    public async Task IssueOwnerKey_PrintsOneKeyThatAServiceStartedAfterwardsAccepts()
    {
        var (exitCode, output) = await RunAsync(
            "--issue-owner-key",
            "--org",
            "acme",
            "--workspace",
            "ops",
            "--name",
            "Way in"
        );
        Assert.That(exitCode, Is.Zero);
        Assert.That(OwnerKeyLine().IsMatch(output), "exactly the line of the first start");

        await using var service = await ServiceProcess.StartAsync(Database);

        Assert.That(service.OwnerKey, Is.Null, "there is a key already");
        var list = await service.ClientOf(KeyIn(output)).CallAsync("GET /v1/api-keys");
        var key = list.Json.GetProperty("items").EnumerateArray().Single();
        string?[] members = ["name", "orgId", "workspaceId", "createdBy", "status"];
        Assert.That(
            members.Select(member => key.GetProperty(member!).GetString()),
            Is.EqualTo(new[] { "Way in", "acme", "ops", "system:cli", "active" })
        );
        Assert.That(key.GetProperty("scopes").GetRawText(), Is.EqualTo("""["*"]"""));
    }

    [Test]
    public async Task IssueOwnerKey_WithoutFlags_MakesAnotherKeyOfTheDefaultTenantEachTime()
    {
        var first = await RunAsync("--issue-owner-key");
        var second = await RunAsync("--issue-owner-key");

        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)));
        Assert.That(KeyIn(first.Output) == KeyIn(second.Output), Is.False);
        var list = await RunAsync("--list-keys");
        Assert.That(list.Output, Does.Match("default  never used  Owner 2"));
    }

    [TestCase("--org", "a b")]
    [TestCase("--workspace", "a/b")]
    [TestCase("--name", "  ")]
    public async Task IssueOwnerKey_WithABadValue_IsRefused(string flag, string value)
    {
        var (exitCode, output) = await RunAsync("--issue-owner-key", flag, value);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Not.Contain("pk_live_"));
    }

    [Test]
    public async Task IssueOwnerKey_WithATakenName_IsRefused()
    {
        await RunAsync("--issue-owner-key", "--name", "Taken");

        var (exitCode, output) = await RunAsync("--issue-owner-key", "--name", "TAKEN");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Another key of this workspace has this name"));
    }

    [Test]
    public async Task ListKeys_TellsPrefixStatusAndNameOfOneOrganizationAndNeverASecret()
    {
        var first = Key((await RunAsync("--issue-owner-key", "--name", "First")).Output);
        var second = Key((await RunAsync("--issue-owner-key", "--name", "Second", "--workspace", "ops")).Output);
        var other = Key((await RunAsync("--issue-owner-key", "--name", "Other", "--org", "acme")).Output);
        await RunAsync("--revoke-key", first.Selector);

        var all = await RunAsync("--list-keys");
        var one = await RunAsync("--list-keys", "--workspace", "default");

        string[] lines =
        [
            $"pk_live_{second.Selector}  active   ops  never used  Second",
            $"pk_live_{first.Selector}  revoked  default  never used  First",
        ];
        Assert.That(all, Is.EqualTo((0, string.Concat(lines.Select(line => line + Environment.NewLine)))));
        Assert.That(one, Is.EqualTo((0, lines[1] + Environment.NewLine)));
        foreach (var key in new[] { first, second, other })
            Assert.That(all.Output.Contains(key.Verifier, StringComparison.Ordinal), Is.False);
    }

    [Test]
    public async Task RevokeKey_EndsAKeyOnceAndForAll()
    {
        var key = Key((await RunAsync("--issue-owner-key")).Output);

        var first = await RunAsync("--revoke-key", key.Selector);
        var second = await RunAsync("--revoke-key", key.Selector);

        Assert.That(first.ExitCode, Is.Zero);
        Assert.That(first.Output, Does.Match($@"^Revoked pk_live_{key.Selector} at \d{{4}}-\S+Z\.\s*$"));
        Assert.That(second, Is.EqualTo((1, $"The key is already revoked.{Environment.NewLine}")));
    }

    [TestCase("aaaaaaaaaaaaaa", "There is no such API key.")]
    [TestCase("nobody", "A selector is 14 letters a-z: the end of a key's prefix.")]
    [TestCase("pk_live_aaaaaaaaaaaaaa", "There is no such API key.")]
    [TestCase("pk_live_nobody", "A selector is 14 letters a-z: the end of a key's prefix.")]
    public async Task RevokeKey_WhenUnknownOrMalformed_IsRefused(string selector, string message)
    {
        var answer = await RunAsync("--revoke-key", selector);

        Assert.That(answer, Is.EqualTo((1, message + Environment.NewLine)));
    }

    [Test]
    public async Task RevokeKey_IsSeenByARunningService()
    {
        await using var service = await ServiceProcess.StartAsync(Database);
        using var owner = service.ClientOf(service.OwnerKey);
        var issued = await owner.CallAsync("POST /v1/api-keys", """{"name":"Leaked","scopes":["*"]}""");
        var leaked = new TestKey(issued.Member("id")!, issued.Member("plaintextKey")!);
        using var client = service.ClientOf(leaked.Secret);
        Assert.That((await client.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));

        Assert.That((await RunAsync("--revoke-key", leaked.Selector)).ExitCode, Is.Zero);

        Assert.That(await StatusWithinAsync(client, 401, TimeSpan.FromSeconds(1)), Is.EqualTo(401));
        var history = await owner.CallAsync($"GET {leaked.Path}/events?limit=1");
        Assert.That(history.Json.GetProperty("items")[0].GetProperty("actor").GetString(), Is.EqualTo("system:cli"));
    }

    [TestCase("--revoke-key")]
    [TestCase("--revoke-key", "--migrate")]
    [TestCase("--issue-owner-key", "--org")]
    [TestCase("--issue-owner-key", "--name", "--org", "acme")]
    [TestCase("--list-keys", "--workspace")]
    [TestCase("--migrate", "--list-keys")]
    [TestCase("--help", "--migrate")]
    [TestCase("--migrat")]
    [TestCase("--list-key", "--org", "acme")]
    [TestCase("--revoke-key", "aaaaaaaaaaaaaa", "--issue-owner-key")]
    public async Task WrongUsage_IsToldAndTouchesNothing(params string[] arguments)
    {
        var (exitCode, output) = await ServiceProcess.RunAsync([.. Database, .. arguments]);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(output, Does.EndWith($" See --help.{Environment.NewLine}"));
        Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] command) =>
        ServiceProcess.RunAsync([.. command, .. Database]);

    // Another process's change is seen within the published bound.
    private static async Task<int> StatusWithinAsync(HttpClient client, int expected, TimeSpan bound)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var status = (await client.CallAsync("GET /v1/api-keys")).Status;
            if (status == expected || waited.Elapsed > bound)
                return status;
        }
    }

    private static TestKey Key(string output) => new("", KeyIn(output));

    private static string KeyIn(string output) => OwnerKeyLine().Match(output).Groups[1].Value;

    [GeneratedRegex(@"^Owner key \(shown once\): (pk_live_[a-z]{14}_[0-9A-Za-z]{38})\s*$")]
    private static partial Regex OwnerKeyLine();
}
