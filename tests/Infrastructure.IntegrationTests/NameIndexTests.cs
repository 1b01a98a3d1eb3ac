using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.IntegrationTests;

[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class NameIndexTests(string provider)
{
    [TestCase("Billing", "Billing")]
    [TestCase("Billing", "bILLING")]
    [TestCase("Billing", "Ｂｉｌｌｉｎｇ")]
    [TestCase("Äpfel", "äpfel")]
    [TestCase("Äpfel", "A\u0308PFEL")]
    [TestCase("🚀 Rocket", "🚀 ROCKET")]
    public async Task Add_WhenTheNameIsHeld_IsANameConflictWithTheHolder(string held, string wanted)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var holder = TestKeys.New(held);
        await database.AddAsync(holder);

        var refused = TestKeys.New(wanted);
        await using var session = database.NewSession();
        session.Keys.Add(refused);
        AssertConflictWith(holder, await session.SaveAsync());
        Assert.That(await database.AuditAsync(refused.Id), Is.Empty);
    }

    [TestCase("Key 😀", "Key 😎")]
    [TestCase("Key 🇩🇪", "Key 🇫🇷")]
    [TestCase("Apfel", "Äpfel")]
    [TestCase("Strasse", "Straße")]
    [TestCase("Key", "Key\u200D")]
    [TestCase("Kay", "Каy")]
    public async Task Add_WhenTheNamesOnlyLookAlike_BothAreTaken(string first, string second)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(TestKeys.New(first), TestKeys.New(second));
    }

    [TestCase("org", "other")]
    [TestCase("org", "MAIN")]
    [TestCase("other", "main")]
    [TestCase("ORG", "main")]
    public async Task Add_WhenTheNameIsHeldInAnotherTenant_IsTaken(string orgId, string workspaceId)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(TestKeys.New("Billing"), TestKeys.New("Billing", new Tenant(orgId, workspaceId)));
    }

    [Test]
    public async Task Rename_WhenTheNameIsHeld_IsANameConflictAndChangesNothing()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var holder = TestKeys.New("Billing");
        var key = TestKeys.New("Invoices");
        await database.AddAsync(holder, key);

        AssertConflictWith(holder, await database.ChangeAsync(key.Id, loaded => loaded.Rename("BILLING")));

        var stored = await database.ReadAsync(key.Id);
        Assert.That((stored.Name.Value, stored.Version), Is.EqualTo(("Invoices", 1)));
        Assert.That(await database.AuditAsync(key.Id), Is.EqualTo(["1 api_key.issued"]));
    }

    [Test]
    public async Task Rename_ToTheSameNameInAnotherCase_IsSaved()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("billing");
        await database.AddAsync(key);

        var saved = await database.ChangeAsync(key.Id, loaded => loaded.Rename("Billing"));
        Assert.That(saved.IsFailure, Is.False);
        Assert.That((await database.ReadAsync(key.Id)).Name.Value, Is.EqualTo("Billing"));
    }

    [Test]
    public async Task Revoke_OfTheHolder_FreesTheName()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var holder = TestKeys.New("Billing");
        await database.AddAsync(holder);
        await database.ChangeAsync(holder.Id, key => key.Revoke());

        await database.AddAsync(TestKeys.New("Billing"));
    }

    [Test]
    public async Task Rotation_OfTheHolder_PassesTheNameToTheSuccessor()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var old = TestKeys.New("Billing");
        await database.AddAsync(old);
        var successor = await database.RotateAsync(old.Id);

        await using var session = database.NewSession();
        session.Keys.Add(TestKeys.New("billing"));
        AssertConflictWith(successor, await session.SaveAsync());
    }

    [Test]
    public async Task Rename_OfARotatedKey_HoldsNoName()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var old = TestKeys.New("Billing");
        await database.AddAsync(old, TestKeys.New("Invoices"));
        await database.RotateAsync(old.Id);

        var saved = await database.ChangeAsync(old.Id, key => key.Rename("Invoices"));
        Assert.That(saved.IsFailure, Is.False);
    }

    [Test]
    public async Task Expiry_OfTheHolder_DoesNotFreeTheName()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var holder = TestKeys.New("Billing", expiresAt: TestKeys.Start.AddSeconds(1));
        await database.AddAsync(holder);
        database.Clock.Advance(TimeSpan.FromDays(1));

        await using var session = database.NewSession();
        session.Keys.Add(TestKeys.New("Billing"));
        AssertConflictWith(holder, await session.SaveAsync());
    }

    [Test]
    public async Task Add_WhenTheSelectorIsTaken_IsAStaleReadAndNoNameConflict()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(TestKeys.New("Billing", selector: "abcdefghijklmn"));

        await using var session = database.NewSession();
        session.Keys.Add(TestKeys.New("Invoices", selector: "abcdefghijklmn"));
        Assert.That(session.SaveAsync, Throws.TypeOf<StaleReadException>());
    }

    [Test]
    public async Task Rename_ByManyToOneName_IsWonByExactlyOne()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var keys = Enumerable.Range(1, 12).Select(number => TestKeys.New($"Key {number}")).ToArray();
        await database.AddAsync(keys);

        var results = await Task.WhenAll(
            keys.Select(key => Task.Run(() => database.ChangeAsync(key.Id, loaded => loaded.Rename("The one"))))
        );

        var winner = keys[Array.FindIndex(results, result => !result.IsFailure)];
        Assert.That(results.Count(result => result.IsFailure), Is.EqualTo(keys.Length - 1));
        Assert.Multiple(() =>
        {
            foreach (var result in results.Where(result => result.IsFailure))
                AssertConflictWith(winner, result);
        });
    }

    private static void AssertConflictWith(ApiKey holder, Result result)
    {
        Assert.That(result.IsFailure, Is.True, "The name was given twice.");
        Assert.That(result.Error, Is.EqualTo(new NameConflictError(holder.Id, holder.Selector)));
    }
}
