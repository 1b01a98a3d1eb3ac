using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.IntegrationTests;

[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class KeyStorageTests(string provider)
{
    private const string WidestName = "\U0001F680"; // two UTF-16 units, one code point

    [Test]
    public async Task Find_ByIdAndBySelector_IsTheKeyThatWasAdded()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key, TestKeys.New("Another"));

        foreach (var reference in ReferencesTo(key))
        {
            await using var session = database.NewSession();
            var found = await session.Keys.FindAsync(TestKeys.Tenant, reference, CancellationToken.None);
            Assert.That(found?.Id, Is.EqualTo(key.Id), reference.ToString());
        }
    }

    [TestCase("org", null, true)]
    [TestCase("org", "other", false)]
    [TestCase("org", "MAIN", false)]
    [TestCase("ORG", "main", false)]
    [TestCase("ORG", null, false)]
    [TestCase("other", null, false)]
    [TestCase("other", "main", false)]
    public async Task Find_FromATenant_ReachesOnlyItsOwn(string orgId, string? workspaceId, bool isReached)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);
        var tenant = new Tenant(orgId, workspaceId);

        await using var session = database.NewSession();
        Assert.Multiple(async () =>
        {
            foreach (var reference in ReferencesTo(key))
            {
                var found = await session.Keys.FindAsync(tenant, reference, CancellationToken.None);
                Assert.That(found is not null, Is.EqualTo(isReached), reference.ToString());
            }

            var read = await session.Reader.FindAsync(tenant, key.Id, CancellationToken.None);
            Assert.That(read is not null, Is.EqualTo(isReached));
        });
    }

    [Test]
    public async Task Find_BySelectorInAnotherCase_IsNothing()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(TestKeys.New("Billing", selector: "abcdefghijklmn"));

        await using var session = database.NewSession();
        var upperCase = new KeyReference.BySelector("ABCDEFGHIJKLMN");
        Assert.That(await session.Keys.FindAsync(TestKeys.Tenant, upperCase, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task RoundTrip_WithEveryPropertySet_IsEqual()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var first = TestKeys.New(
            "Äpfel 🍎",
            expiresAt: TestKeys.Start.AddDays(30),
            scopes: ["read:chat", "read:audit"]
        );
        await database.AddAsync(first);
        var second = await database.RotateAsync(first.Id, TimeSpan.FromHours(1), TestKeys.Start.AddMilliseconds(1));
        await database.RotateAsync(second.Id, TimeSpan.FromHours(1), TestKeys.Start.AddMilliseconds(2));
        await database.ChangeAsync(second.Id, key => key.Revoke(TestKeys.Start.AddMilliseconds(999)));
        await TouchAsync(database, second.Id, TestKeys.Start.AddMilliseconds(457));

        var stored = await database.ReadAsync(second.Id);
        Assert.Multiple(() =>
        {
            Assert.That(stored.OrgId, Is.EqualTo("org"));
            Assert.That(stored.WorkspaceId, Is.EqualTo("main"));
            Assert.That(stored.Environment, Is.EqualTo(KeyEnvironment.Test));
            Assert.That(stored.Selector, Is.EqualTo(second.Selector));
            Assert.That(stored.Name.Value, Is.EqualTo("Äpfel 🍎"));
            Assert.That(stored.NormalizedName, Is.EqualTo("ÄPFEL 🍎"));
            Assert.That(stored.VerifierHash, Is.EqualTo(second.VerifierHash));
            Assert.That(stored.Scopes, Is.EqualTo(["read:chat", "read:audit"]));
            Assert.That(stored.CreatedBy, Is.EqualTo(TestKeys.Actor));
            Assert.That(stored.CreatedAt, Is.EqualTo(TestKeys.Start.AddMilliseconds(1)));
            Assert.That(stored.ExpiresAt, Is.EqualTo(TestKeys.Start.AddDays(30)));
            Assert.That(stored.LastUsedAt, Is.EqualTo(TestKeys.Start.AddMilliseconds(457)));
            Assert.That(stored.RotatedAt, Is.EqualTo(TestKeys.Start.AddMilliseconds(2)));
            Assert.That(stored.GraceEndsAt, Is.EqualTo(TestKeys.Start.AddHours(1).AddMilliseconds(2)));
            Assert.That(stored.RevokedAt, Is.EqualTo(TestKeys.Start.AddMilliseconds(999)));
            Assert.That(stored.PredecessorId, Is.EqualTo(first.Id));
            Assert.That(stored.Version, Is.EqualTo(3));
            Assert.That(stored.CreatedAt.Offset, Is.EqualTo(TimeSpan.Zero));
        });
    }

    [Test]
    public async Task RoundTrip_WithNothingOptional_KeepsTheNulls()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Plain", scopes: "*");
        await database.AddAsync(key);

        Assert.That(await database.ReadAsync(key.Id), Is.EqualTo(key).UsingPropertiesComparer());
    }

    [Test]
    public async Task RoundTrip_OfTheLongestNameAndAllScopes_KeepsEveryCharacter()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var name = string.Concat(Enumerable.Repeat(WidestName, ApiKeyName.MaxCodePoints));
        var key = TestKeys.New(name, scopes: [.. Scope.DefaultCatalogue]);
        await database.AddAsync(key);

        Assert.That(await database.ReadAsync(key.Id), Is.EqualTo(key).UsingPropertiesComparer());
    }

    [Test]
    public async Task Audit_OfTheLongestNames_FitsItsColumn()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New(string.Concat(Enumerable.Repeat("🚀", ApiKeyName.MaxCodePoints)));
        await database.AddAsync(key);
        var newName = string.Concat(Enumerable.Repeat("🍎", ApiKeyName.MaxCodePoints));
        await database.ChangeAsync(key.Id, loaded => loaded.Rename(newName));

        await using var session = database.NewSession();
        var events = await session.Reader.ListEventsAsync(TestKeys.Tenant, key.Id, null, 1, CancellationToken.None);
        Assert.That(events![0].Data["newName"], Is.EqualTo(newName));
    }

    [Test]
    public async Task LastUsedAt_RecordedAfterTheLoad_IsNotOverwrittenByTheSave()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var session = database.NewSession();
        var loaded = await session.LoadAsync(key.Id);
        await TouchAsync(database, key.Id, TestKeys.Start.AddSeconds(5));
        loaded.Rename("Renamed");
        var saved = await session.SaveAsync();

        var stored = await database.ReadAsync(key.Id);
        Assert.Multiple(() =>
        {
            Assert.That(saved.IsFailure, Is.False, "A use of the key must not move its version.");
            Assert.That(stored.Name.Value, Is.EqualTo("Renamed"));
            Assert.That(stored.LastUsedAt, Is.EqualTo(TestKeys.Start.AddSeconds(5)));
        });
    }

    [Test]
    public async Task LastUsedAt_ChangedOnATrackedKey_IsStillNotSaved()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var context = database.NewContext();
        var tracked = await context.Keys.SingleAsync(item => item.Id == key.Id);
        context.Entry(tracked).Property(item => item.LastUsedAt).CurrentValue = TestKeys.Start;
        tracked.Rename("Renamed");
        await context.SaveChangesAsync();

        var stored = await database.ReadAsync(key.Id);
        Assert.That((stored.Name.Value, stored.LastUsedAt), Is.EqualTo(("Renamed", (DateTimeOffset?)null)));
    }

    private static KeyReference[] ReferencesTo(ApiKey key) =>
        [new KeyReference.ById(key.Id), new KeyReference.BySelector(key.Selector)];

    private static async Task TouchAsync(TestDatabase database, Guid id, DateTimeOffset usedAt)
    {
        await using var context = database.NewContext();
        await context
            .Keys.Where(key => key.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, usedAt));
    }
}
