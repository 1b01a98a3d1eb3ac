using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>When a key was last used: what counts, and what a write of it leaves alone.</summary>
internal sealed class LastUseTests
{
    private TestService service = null!;
    private LastUseWrites writes = null!;
    private TestTenant tenant = null!;

    private LastUseRecorder Recorder => service.Services.GetRequiredService<LastUseRecorder>();

    private string Now => service.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);

    [SetUp]
    public async Task Start()
    {
        writes = new LastUseWrites();
        service = StartWith(writes, flushSeconds: "3600");
        tenant = await TestTenant.CreateAsync(service, "acme", "main");
    }

    [TearDown]
    public async Task Stop() => await service.DisposeAsync();

    [Test]
    public async Task EverySuccessfulAuthentication_IsRecordedWhateverItsFormPathAndOutcome()
    {
        var key = await tenant.IssueAsync("Deploy");
        foreach (var path in new[] { "/v1/api-keys", "/dialnexa/v1/api-keys", "/nowhere", key.Path })
        {
            foreach (var token in new[] { key.Secret, key.DialNexaSecret })
            {
                service.Clock.Advance(TimeSpan.FromSeconds(1));
                await service.ClientOf(token).CallAsync($"GET {path}");
                Assert.That(await LastUseAsync(key), Is.EqualTo(Now), path);
            }
        }
    }

    [Test]
    public async Task AUse_MovesNeitherVersionNorETagNorHistory()
    {
        var key = await tenant.IssueAsync("Deploy");
        var before = await tenant.GetAsync(key);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await tenant.StatusOfTokenAsync(key);

        Assert.That(await LastUseAsync(key), Is.EqualTo(Now));

        var after = await tenant.GetAsync(key);
        Assert.That(
            after.Text,
            Is.EqualTo(
                before.Text.Replace("\"lastUsedAt\":null", $"\"lastUsedAt\":\"{Now}\"", StringComparison.Ordinal)
            )
        );
        Assert.That((before["ETag"], after["ETag"]), Is.EqualTo(("\"1\"", "\"1\"")));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
        Assert.That((await tenant.RenameAsync(key, "Other", ("If-Match", "\"1\""))).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task AFailedAuthentication_IsNoUse()
    {
        var key = await tenant.IssueAsync("Deploy");
        var revoked = await tenant.IssueAsync("Gone");
        await tenant.StatusOfTokenAsync(revoked);
        var used = await LastUseAsync(revoked);
        await tenant.RevokeAsync(revoked);
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        var otherEnvironment = key.Secret.Replace("pk_live_", "pk_test_", StringComparison.Ordinal);
        var mistyped = key.Secret[..^1] + (key.Secret[^1] == 'A' ? 'B' : 'A');

        foreach (var token in new[] { otherEnvironment, mistyped, revoked.Secret, key.Selector })
            Assert.That((await service.ClientOf(token).CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(401));

        Assert.That(await LastUseAsync(key), Is.Null);
        Assert.That(await LastUseAsync(revoked), Is.EqualTo(used));
    }

    [Test]
    public async Task ARename_OfAKeyByItself_ShowsTheUseFromBefore()
    {
        var owner = tenant.Owner;
        var before = await LastUseAsync(owner);
        service.Clock.Advance(TimeSpan.FromMinutes(1));

        var native = await tenant.RenameAsync(owner, "Renamed");
        var dialNexa = await tenant.Client.CallAsync($"PATCH {owner.DialNexaPath}", """{"name":"Again"}""");

        Assert.That((native.Member("lastUsedAt"), dialNexa.Member("last_used_at")), Is.EqualTo((before, before)));
        Assert.That(await LastUseAsync(owner), Is.EqualTo(Now));
    }

    [Test]
    public async Task AnOlderUse_NeverReplacesANewerOne()
    {
        var key = await tenant.IssueAsync("Deploy");
        await tenant.StatusOfTokenAsync(key);
        var newest = Now;
        service.Clock.Advance(TimeSpan.FromMinutes(-1));
        await tenant.StatusOfTokenAsync(key);
        Assert.That(await LastUseAsync(key), Is.EqualTo(newest), "in one batch");

        await tenant.StatusOfTokenAsync(key);

        Assert.That(await LastUseAsync(key), Is.EqualTo(newest), "in a later one");
    }

    [Test]
    public async Task AFailedWrite_IsMadeUpForAndDoesNotHideANewerUse()
    {
        var (first, second) = (await tenant.IssueAsync("First"), await tenant.IssueAsync("Second"));
        await tenant.StatusOfTokenAsync(first);
        await tenant.StatusOfTokenAsync(second);
        var earlier = Now;
        writes.FailNext();
        Assert.That(() => Recorder.FlushAsync(default), Throws.InstanceOf<LastUseWrites.Refused>());
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await tenant.StatusOfTokenAsync(second);

        Assert.That(await LastUseAsync(first), Is.EqualTo(earlier));
        Assert.That(await LastUseAsync(second), Is.EqualTo(Now));
    }

    [Test]
    public async Task AWriteThatFailsInTheBackground_IsLoggedAndTriedAgain()
    {
        var failing = new LastUseWrites();
        failing.FailNext();
        await using var impatient = StartWith(failing, flushSeconds: "0.05");
        var owner = await TestTenant.CreateAsync(impatient, "acme", "main");

        await failing.SucceededAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(impatient.Logs.Text, Does.Contain("LastUsesNotWritten"));
        Assert.That((await owner.GetAsync(owner.Owner)).Member("lastUsedAt"), Is.Not.Null);
    }

    [Test]
    public async Task FiveThousandAuthentications_CauseAtMostOneWriteAtEachFlush()
    {
        const int Keys = 10;
        const int UsesOfEach = 500;
        var counting = new LastUseWrites();
        await using var busy = StartWith(counting, flushSeconds: "1");
        var owner = await TestTenant.CreateAsync(busy, "acme", "main");
        var keys = new List<TestKey>();
        for (var i = 0; i < Keys; i++)
            keys.Add(await owner.IssueAsync($"Key {i}"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var before = counting.Count;

        await Task.WhenAll(keys.Select(UseAsync));

        var flushes = (int)clock.Elapsed.TotalSeconds + 1;
        Assert.That(counting.Count - before, Is.LessThanOrEqualTo(flushes));
        await busy.Services.GetRequiredService<LastUseRecorder>().FlushAsync(default);
        foreach (var key in keys)
            Assert.That((await owner.GetAsync(key)).Member("lastUsedAt"), Is.Not.Null);

        async Task UseAsync(TestKey key)
        {
            using var client = owner.ClientOf(key);
            for (var i = 0; i < UsesOfEach; i++)
                Assert.That((await client.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(403));
        }
    }

    [Test]
    public async Task TheLastUses_AreWrittenAtShutdown()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "--ConnectionStrings:ApiKeys",
            $"Data Source={folder.File("keys.db")}",
            "--LastUse:FlushSeconds",
            "3600",
        ];
        string ownerKey;
        await using (var first = await ServiceProcess.StartAsync(arguments))
        {
            ownerKey = first.OwnerKey!;
            await first.ClientOf(ownerKey).CallAsync("GET /v1/api-keys");
            await first.StopAsync();
        }

        await using var second = await ServiceProcess.StartAsync(arguments);
        var list = await second.ClientOf(ownerKey).CallAsync("GET /v1/api-keys");

        Assert.That(list.Json.GetProperty("items")[0].GetProperty("lastUsedAt").GetString(), Is.Not.Null);
    }

    private static TestService StartWith(LastUseWrites writes, string flushSeconds) =>
        new(
            new Dictionary<string, string?> { ["LastUse:FlushSeconds"] = flushSeconds },
            services => services.ConfigureDbContext<SqliteApiKeysDbContext>(options => options.AddInterceptors(writes))
        );

    private async Task<string?> LastUseAsync(TestKey key)
    {
        await Recorder.FlushAsync(default);
        return (await tenant.GetAsync(key)).Member("lastUsedAt");
    }
}
