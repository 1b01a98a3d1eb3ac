using System.Diagnostics;
using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary>
/// Two nodes on one database: the one that ends a key refuses it at once, the other within the published second.
/// </summary>
[TestFixture("Sqlite")]
[TestFixture("PostgreSql")]
internal sealed class TwoNodesTests(string provider)
{
    private const int Accepted = 403; // by a key without *, on the list
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(1.5);

    private readonly TemporaryFolder folder = new();
    private PostgreSqlServer? server;
    private ServiceProcess first = null!;
    private ServiceProcess second = null!;

    [OneTimeSetUp]
    public async Task StartNodes()
    {
        var database = $"Data Source={folder.File("keys.db")}";
        if (provider == "PostgreSql")
        {
            server = await PostgreSqlServer.StartNewAsync();
            database = await server.CreateDatabaseAsync();
        }

        string[] arguments = ["--Database:Provider", provider, "--ConnectionStrings:ApiKeys", database];
        await ServiceProcess.RunAsync(["--migrate", .. arguments]);
        first = await ServiceProcess.StartAsync(arguments);
        second = await ServiceProcess.StartAsync(arguments);
    }

    [OneTimeTearDown]
    public async Task StopNodes()
    {
        foreach (var node in new[] { first, second })
        {
            if (node is not null)
                await node.DisposeAsync();
        }

        if (server is not null)
            await server.DisposeAsync();
        folder.Dispose();
    }

    [TestCase("DELETE {0}", 200)]
    [TestCase("POST {0}/rotate", 201)]
    public async Task AKeyEndedOnOneNode_IsRefusedThereAtOnceAndOnTheOtherWithinTheBound(string end, int status)
    {
        using var owner = first.ClientOf(first.OwnerKey);
        for (var round = 0; round < 3; round++)
        {
            var issued = await owner.CallAsync(
                "POST /v1/api-keys",
                $$"""{"name":"{{end[..4]}} {{round}}","scopes":["read:chat"]}"""
            );
            using var here = first.ClientOf(issued.Member("plaintextKey"));
            using var there = second.ClientOf(issued.Member("plaintextKey"));
            Assert.That(await StatusAsync(here), Is.EqualTo(Accepted));
            var polling = new Polling(there);
            await polling.RunAsync(Warm);

            var asked = Stopwatch.GetTimestamp();
            var ended = owner.CallAsync(string.Format(null, end, $"/v1/api-keys/{issued.Member("id")}"));
            await polling.RunUntilAsync(ended);
            Assert.That((await ended).Status, Is.EqualTo(status));
            var answered = Stopwatch.GetTimestamp();
            Assert.That(await StatusAsync(here), Is.EqualTo(401), "the node itself");
            await polling.RunAsync(Bound * 2);

            Assert.That(polling.Before(asked), Has.Count.GreaterThan(20).And.All.EqualTo(Accepted), "warm");
            Assert.That(polling.Since(answered + Ticks(Bound)), Has.Count.GreaterThan(20).And.All.EqualTo(401));
        }
    }

    private static async Task<int> StatusAsync(HttpClient client) =>
        (await client.CallAsync("GET /v1/api-keys")).Status;

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>One request after the other: when each was sent, and its status.</summary>
    private sealed class Polling(HttpClient client)
    {
        private readonly List<(long Sent, int Status)> answers = [];

        public Task RunAsync(TimeSpan time) => RunUntilAsync(Task.Delay(time));

        public async Task RunUntilAsync(Task end)
        {
            while (!end.IsCompleted)
            {
                var sent = Stopwatch.GetTimestamp();
                answers.Add((sent, await StatusAsync(client)));
            }
        }

        public List<int> Before(long instant) =>
            [.. answers.Where(answer => answer.Sent < instant).Select(answer => answer.Status)];

        public List<int> Since(long instant) =>
            [.. answers.Where(answer => answer.Sent >= instant).Select(answer => answer.Status)];
    }
}
