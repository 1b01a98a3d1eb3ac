using System.Net;
using System.Net.Sockets;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>The real executable: what it answered outlives its death, and its first start.</summary>
internal sealed class DurabilityTests
{
    private const int Writers = 4;
    private const int RenamesBeforeTheKill = 60;

    private TemporaryFolder folder = null!;

    private string Database => $"Data Source={folder.File("keys.db")}";

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task Kill_DuringRenames_LosesNothingThatWasAnswered()
    {
        var service = await StartAsync();
        try
        {
            var token = service.OwnerKey;
            using var owner = service.ClientOf(token);
            var streams = new List<RenameStream>();
            for (var i = 0; i < Writers; i++)
                streams.Add(await RenameStream.IssueAsync(owner, $"Writer {i}"));

            for (var life = 1; life <= 2; life++)
            {
                using var client = service.ClientOf(token);
                var writing = streams.Select(stream => stream.WriteUntilItFailsAsync(client)).ToArray();
                await Eventually.IsTrueAsync(() =>
                    streams.All(stream => stream.Answered >= life * RenamesBeforeTheKill)
                );
                await service.KillAsync();
                await Task.WhenAll(writing);
                Assert.That(streams.Select(stream => stream.LastRefusal), Is.All.Null);
                await service.DisposeAsync();

                service = await StartAsync();
                Assert.That(service.OwnerKey is null, "a restart shows no key");
                using var reader = service.ClientOf(token);
                foreach (var stream in streams)
                    await stream.AssertKeptAsync(reader);
            }
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Test]
    public async Task FirstStart_PrintsTheOwnerKeyOnceInALineOfItsOwn()
    {
        await using (var first = await StartAsync())
        {
            Assert.That(first.OwnerKey is not null, "the first start shows the owner key");
            Assert.That(first.Output.Split("Owner key (shown once): ").Length, Is.EqualTo(2), "and shows it once");
            var list = await first.ClientOf(first.OwnerKey).CallAsync("GET /v1/api-keys");
            var key = list.Json.GetProperty("items")[0];
            Assert.That(
                $"{key.GetProperty("name")} {key.GetProperty("orgId")} {key.GetProperty("workspaceId")} {key.GetProperty("scopes").GetRawText()}",
                Is.EqualTo("""Owner default default ["*"]""")
            );
            await first.StopAsync();
        }

        await using var second = await StartAsync();
        Assert.That(second.OwnerKey is null, "the second start shows none");
    }

    [Test]
    public async Task FirstStarts_AtOnceOnOneNewFile_OnePrintsTheOwnerKey()
    {
        var services = await Task.WhenAll(StartAsync(), StartAsync());
        try
        {
            var printed = services.Select(service => service.OwnerKey).OfType<string>().ToArray();
            Assert.That(printed.Length, Is.EqualTo(1));
            foreach (var service in services)
            {
                var list = await service.ClientOf(printed[0]).CallAsync("GET /v1/api-keys");
                Assert.That(list.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
            }
        }
        finally
        {
            foreach (var service in services)
                await service.DisposeAsync();
        }
    }

    [Test]
    public async Task Urls_MoveTheServiceThere()
    {
        var address = $"http://127.0.0.1:{FreePort()}";

        await using var service = await StartAsync("--urls", address);

        Assert.That(service.Address, Is.EqualTo(new Uri(address)));
        Assert.That((await service.ClientOf(null).CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(401));
    }

    private Task<ServiceProcess> StartAsync(params string[] arguments) =>
        ServiceProcess.StartAsync(["--ConnectionStrings:ApiKeys", Database, .. arguments]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
