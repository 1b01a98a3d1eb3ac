using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.IntegrationTests;

[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class ListTests(string provider)
{
    private static readonly ApiKeyFilter Everything = new(null, null, null, TestKeys.Start);

    [Test]
    public async Task List_PartByPart_IsTheWholeListNewestFirst()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var keys = Enumerable.Range(0, 7).Select(n => TestKeys.New($"Key {n}", createdAt: At(n))).ToArray();
        await database.AddAsync(keys);

        Assert.That(await WalkAsync(database, partSize: 3), Is.EqualTo(keys.Reverse().Select(key => key.Id)));
    }

    [Test]
    public async Task List_OfKeysMadeInTheSameMillisecond_ShowsEachOnceInOneOrder()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var keys = Enumerable.Range(0, 9).Select(n => TestKeys.New($"Key {n}", createdAt: At(n / 8))).ToArray();
        await database.AddAsync(keys);

        var whole = await WalkAsync(database, partSize: 100);
        Assert.Multiple(async () =>
        {
            Assert.That(whole, Is.EquivalentTo(keys.Select(key => key.Id)));
            Assert.That(whole[0], Is.EqualTo(keys[8].Id));
            Assert.That(await WalkAsync(database, partSize: 1), Is.EqualTo(whole));
            Assert.That(await WalkAsync(database, partSize: 2), Is.EqualTo(whole));
        });
    }

    [Test]
    public async Task List_OfATenant_ShowsOnlyWhatItReaches()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var main = TestKeys.New("Main");
        var other = TestKeys.New("Other", new Tenant("org", "other"));
        var upperCase = TestKeys.New("Upper case", new Tenant("ORG", "main"));
        await database.AddAsync(main, other, upperCase);
        var organization = new Tenant("org", null);

        Assert.Multiple(async () =>
        {
            Assert.That(await ListAsync(database, Everything), Is.EqualTo([main.Id]));
            Assert.That(await ListAsync(database, Everything, organization), Is.EquivalentTo([main.Id, other.Id]));
            Assert.That(
                await ListAsync(database, Everything with { WorkspaceId = "other" }, organization),
                Is.EqualTo([other.Id])
            );
            Assert.That(await ListAsync(database, Everything with { WorkspaceId = "OTHER" }, organization), Is.Empty);
        });
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    public async Task List_ByStatusAroundABoundary_AgreesWithTheKeysOwnStatus(int millisecondsAfter)
    {
        var boundary = TestKeys.Start.AddHours(1);
        var now = boundary.AddMilliseconds(millisecondsAfter);
        await using var database = await TestDatabase.CreateAsync(provider);
        var keys = await AddKeysOfEveryStatusAsync(database, boundary);

        Assert.Multiple(async () =>
        {
            foreach (var status in Enum.GetValues<ApiKeyStatus>())
            {
                var expected = keys.Where(key => key.StatusAt(now) == status).Select(key => key.Id);
                var listed = await ListAsync(database, Everything with { Status = status, Now = now });
                Assert.That(listed, Is.EquivalentTo(expected), $"{status}");
            }
        });
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    public async Task Page_AroundTheEndOfAGrace_LeavesOutWhatHasEnded(int millisecondsAfter)
    {
        var boundary = TestKeys.Start.AddHours(1);
        var now = boundary.AddMilliseconds(millisecondsAfter);
        await using var database = await TestDatabase.CreateAsync(provider);
        var keys = await AddKeysOfEveryStatusAsync(database, boundary);

        await using var session = database.NewSession();
        var (items, total) = await session.Reader.PageAsync(TestKeys.Tenant, null, now, 0, 100, CancellationToken.None);
        var expected = keys.Where(key => key.RevokedAt is null && !(key.GraceEndsAt <= now)).Select(key => key.Id);
        Assert.That(items.Select(key => key.Id), Is.EquivalentTo(expected));
        Assert.That(total, Is.EqualTo(items.Count));
    }

    [TestCase(0, "Key 4,Key 3")]
    [TestCase(2, "Key 2,Key 1")]
    [TestCase(4, "Key 0")]
    [TestCase(5, "")]
    [TestCase(214_748_364_600, "")]
    public async Task Page_ByNumber_HasItsItemsAndTheTotal(long skip, string names)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(Enumerable.Range(0, 5).Select(n => TestKeys.New($"Key {n}", createdAt: At(n))));
        await database.AddAsync(TestKeys.New("Foreign", new Tenant("org", "other")));

        await using var session = database.NewSession();
        var (items, total) = await session.Reader.PageAsync(
            TestKeys.Tenant,
            normalizedSearch: null,
            TestKeys.Start,
            skip,
            limit: 2,
            CancellationToken.None
        );
        Assert.That(string.Join(',', items.Select(key => key.Name.Value)), Is.EqualTo(names));
        Assert.That(total, Is.EqualTo(5));
    }

    [Test]
    public async Task Events_PartByPart_AreNewestFirstByVersion()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Key 1");
        foreach (var version in (int[])[2, 3, 4, 5])
            key.Rename($"Key {version}");
        await database.AddAsync(key, TestKeys.New("Another"));

        await using var session = database.NewSession();
        var newest = await session.Reader.ListEventsAsync(TestKeys.Tenant, key.Id, null, 2, CancellationToken.None);
        var next = await session.Reader.ListEventsAsync(TestKeys.Tenant, key.Id, 4, 100, CancellationToken.None);
        var last = newest![0];
        Assert.Multiple(() =>
        {
            Assert.That(newest.Select(item => item.Version), Is.EqualTo([5, 4]));
            Assert.That(next!.Select(item => item.Version), Is.EqualTo([3, 2, 1]));
            Assert.That(
                (last.Type, last.At, last.Actor),
                Is.EqualTo(("api_key.renamed", TestKeys.Start, TestKeys.Actor))
            );
            Assert.That(last.Data["oldName"], Is.EqualTo("Key 4"));
            Assert.That(last.Data["newName"], Is.EqualTo("Key 5"));
        });
    }

    [TestCase("org", "other")]
    [TestCase("ORG", "main")]
    public async Task Events_OfAnotherTenantsKey_AreThoseOfAMissingKey(string orgId, string workspaceId)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var session = database.NewSession();
        var tenant = new Tenant(orgId, workspaceId);
        Assert.That(await session.Reader.ListEventsAsync(tenant, key.Id, null, 10, CancellationToken.None), Is.Null);
        Assert.That(
            await session.Reader.ListEventsAsync(
                TestKeys.Tenant,
                Guid.CreateVersion7(),
                null,
                10,
                CancellationToken.None
            ),
            Is.Null
        );
    }

    private static DateTimeOffset At(int milliseconds) => TestKeys.Start.AddMilliseconds(milliseconds);

    private static async Task<ApiKey[]> AddKeysOfEveryStatusAsync(TestDatabase database, DateTimeOffset boundary)
    {
        var grace = boundary - TestKeys.Start;
        ApiKey[] issued =
        [
            TestKeys.New("Forever"),
            TestKeys.New("Expiring", expiresAt: boundary),
            TestKeys.New("Rotated in grace"),
            TestKeys.New("Rotated without grace"),
            TestKeys.New("Rotated and expiring", expiresAt: boundary),
            TestKeys.New("Revoked"),
            TestKeys.New("Revoked and expiring", expiresAt: boundary),
            TestKeys.New("Rotated and revoked"),
        ];
        await database.AddAsync(issued);
        foreach (var key in issued.Where(key => key.Name.Value.StartsWith("Rotated", StringComparison.Ordinal)))
            await database.RotateAsync(key.Id, key.Name.Value.Contains("without") ? TimeSpan.Zero : grace);
        foreach (var key in issued.Where(key => key.Name.Value.Contains("evoked")))
            await database.ChangeAsync(key.Id, loaded => loaded.Revoke());

        await using var session = database.NewSession();
        return [.. await session.Reader.ListAsync(TestKeys.Tenant, Everything, null, 100, CancellationToken.None)];
    }

    private static async Task<Guid[]> ListAsync(TestDatabase database, ApiKeyFilter filter, Tenant? tenant = null)
    {
        await using var session = database.NewSession();
        var keys = await session.Reader.ListAsync(tenant ?? TestKeys.Tenant, filter, null, 100, CancellationToken.None);
        return [.. keys.Select(key => key.Id)];
    }

    private static async Task<Guid[]> WalkAsync(TestDatabase database, int partSize)
    {
        List<Guid> seen = [];
        ApiKeyCursor? after = null;
        while (true)
        {
            await using var session = database.NewSession();
            var part = await session.Reader.ListAsync(
                TestKeys.Tenant,
                Everything,
                after,
                partSize,
                CancellationToken.None
            );
            seen.AddRange(part.Select(key => key.Id));
            if (part.Count < partSize || seen.Count > 1000)
                return [.. seen];
            after = new ApiKeyCursor(part[^1].CreatedAt, part[^1].Id);
        }
    }
}
