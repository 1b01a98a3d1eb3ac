using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>What was answered is there with its event, whoever is killed.</summary>
internal sealed class KillTests
{
    private const int Writers = 4;
    private const int RenamesBeforeTheKill = 40;

    private string[] database = null!;
    private List<RenameStream> streams = null!;

    [SetUp]
    public async Task MakeDatabase()
    {
        database = await PostgreSqlDatabases.CreateAsync();
        streams = [];
    }

    [Test]
    public async Task Kill_OfTheServiceDuringRenames_LosesNothingThatWasAnswered()
    {
        var service = await ServiceProcess.StartAsync(database);
        try
        {
            using var owner = service.ClientOf(service.OwnerKey);
            await IssueAsync(owner);
            await WriteUntilAsync(owner, service.KillAsync);

            await using var next = await ServiceProcess.StartAsync(database);
            Assert.That(next.OwnerKey is null, "a restart shows no key");
            using var reader = next.ClientOf(service.OwnerKey);
            await AssertKeptAsync(reader);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Test]
    public async Task Kill_OfTheServerDuringRenames_LosesNothingThatWasAnswered()
    {
        await using var service = await ServiceProcess.StartAsync(database);
        using var owner = service.ClientOf(service.OwnerKey);
        await IssueAsync(owner);
        for (var life = 1; life <= 2; life++)
        {
            try
            {
                await WriteUntilAsync(owner, PostgreSqlDatabases.Server.KillAsync);
                Assert.That(streams.Select(stream => stream.LastRefusal), Is.All.EqualTo(ServerAwayTests.Unavailable));
            }
            finally
            {
                await PostgreSqlDatabases.Server.StartAsync();
            }

            await Eventually.IsTrueAsync(async () => (await owner.CallAsync("GET /health/ready")).Status == 200);
            await AssertKeptAsync(owner);
        }
    }

    private async Task IssueAsync(HttpClient owner)
    {
        for (var i = 0; i < Writers; i++)
            streams.Add(await RenameStream.IssueAsync(owner, $"Writer {i}"));
    }

    private async Task WriteUntilAsync(HttpClient client, Func<Task> kill)
    {
        var before = streams.Select(stream => stream.Answered).ToArray();
        var writing = streams.Select(stream => stream.WriteUntilItFailsAsync(client)).ToArray();
        await Eventually.IsTrueAsync(() =>
            streams.Zip(before).All(pair => pair.First.Answered >= pair.Second + RenamesBeforeTheKill)
        );
        await kill();
        await Task.WhenAll(writing);
    }

    private async Task AssertKeptAsync(HttpClient reader)
    {
        foreach (var stream in streams)
            await stream.AssertKeptAsync(reader);
    }
}
