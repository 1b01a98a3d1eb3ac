using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.IntegrationTests;

[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class SavingTests(string provider)
{
    [Test]
    public async Task Save_WhenTheKeyHasChangedSince_IsAStaleReadAndWritesNothing()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var late = database.NewSession();
        var loaded = await late.LoadAsync(key.Id);
        await database.ChangeAsync(key.Id, other => other.Rename("First"));
        loaded.Rename("Second");

        Assert.That(late.SaveAsync, Throws.TypeOf<StaleReadException>());
        Assert.That((await database.ReadAsync(key.Id)).Name.Value, Is.EqualTo("First"));
        Assert.That(await database.AuditAsync(key.Id), Is.EqualTo(["1 api_key.issued", "2 api_key.renamed"]));
    }

    [Test]
    public async Task Save_OfARenameAfterAConcurrentRevoke_DoesNotUndoIt()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var late = database.NewSession();
        var loaded = await late.LoadAsync(key.Id);
        await database.ChangeAsync(key.Id, other => other.Revoke());
        loaded.Rename("Second");

        Assert.That(late.SaveAsync, Throws.TypeOf<StaleReadException>());
        var stored = await database.ReadAsync(key.Id);
        Assert.That((stored.Name.Value, stored.RevokedAt), Is.EqualTo(("Billing", (DateTimeOffset?)TestKeys.Start)));
    }

    [Test]
    public async Task Save_RetriedAfterAStaleRead_WritesItsAuditRowOnce()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var late = database.NewSession();
        (await late.LoadAsync(key.Id)).Rename("Second");
        await database.ChangeAsync(key.Id, other => other.Rename("First"));
        Assert.That(late.SaveAsync, Throws.TypeOf<StaleReadException>());
        late.UnitOfWork.StartAfresh();
        (await late.LoadAsync(key.Id)).Rename("Second");
        var saved = await late.SaveAsync();

        Assert.That(saved.IsFailure, Is.False);
        Assert.That(
            await database.AuditAsync(key.Id),
            Is.EqualTo(["1 api_key.issued", "2 api_key.renamed", "3 api_key.renamed"])
        );
    }

    [Test]
    public async Task Save_AgainAfterASuccess_WritesNoSecondAuditRow()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await using var session = database.NewSession();
        var loaded = await session.LoadAsync(key.Id);
        loaded.Rename("First");
        await session.SaveAsync();
        await session.SaveAsync();
        loaded.Rename("Second");
        await session.SaveAsync();

        Assert.That(
            await database.AuditAsync(key.Id),
            Is.EqualTo(["1 api_key.issued", "2 api_key.renamed", "3 api_key.renamed"])
        );
    }

    [Test]
    public async Task Save_OfTwoChangesAtOnce_WritesOneAuditRowForEach()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        key.Rename("Invoices");
        key.Revoke();
        await database.AddAsync(key);

        Assert.That(
            await database.AuditAsync(key.Id),
            Is.EqualTo(["1 api_key.issued", "2 api_key.renamed", "3 api_key.revoked"])
        );
    }

    [Test]
    public async Task Save_WhenTheAuditRowCannotBeWritten_DoesNotChangeTheKeyEither()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);
        await using var context = database.NewContext();
        var squatter = TestKeys.New("Squatter");
        squatter.Rename("Squatter 2");
        context.Add(Persistence.AuditEvent.From(key.Id, squatter.Events[1]));
        await context.SaveChangesAsync();

        await using var session = database.NewSession();
        (await session.LoadAsync(key.Id)).Rename("Invoices");
        Assert.That(session.SaveAsync, Throws.TypeOf<StaleReadException>());
        var stored = await database.ReadAsync(key.Id);
        Assert.That((stored.Name.Value, stored.Version), Is.EqualTo(("Billing", 1)));
    }

    [Test]
    public async Task Save_OfNothing_WritesNothing()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        var saved = await database.ChangeAsync(key.Id, loaded => loaded.Rename("Billing"));

        Assert.That(saved.IsFailure, Is.False);
        Assert.That(await database.AuditAsync(key.Id), Is.EqualTo(["1 api_key.issued"]));
    }

    [Test]
    public async Task Save_Synchronously_IsRefusedBecauseItWouldSkipTheAudit()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var context = database.NewContext();
        context.Keys.Add(TestKeys.New("Billing"));

        Assert.That(() => context.SaveChanges(), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public async Task Rotation_Saved_ChangesBothKeysAndWritesBothAuditRows()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var old = TestKeys.New("Billing");
        await database.AddAsync(old);
        var successor = await database.RotateAsync(old.Id, TimeSpan.FromMinutes(5));

        var storedOld = await database.ReadAsync(old.Id);
        var storedNew = await database.ReadAsync(successor.Id);
        Assert.Multiple(async () =>
        {
            Assert.That(storedOld.GraceEndsAt, Is.EqualTo(TestKeys.Start.AddMinutes(5)));
            Assert.That(storedNew.PredecessorId, Is.EqualTo(old.Id));
            Assert.That(storedNew.Name, Is.EqualTo(storedOld.Name));
            Assert.That(await database.AuditAsync(old.Id), Is.EqualTo(["1 api_key.issued", "2 api_key.rotated"]));
            Assert.That(await database.AuditAsync(successor.Id), Is.EqualTo(["1 api_key.issued"]));
        });
    }

    [Test]
    public async Task Rotation_WhenTheOldKeyHasChangedSince_LeavesNoSuccessor()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var old = TestKeys.New("Billing");
        await database.AddAsync(old);

        await using var late = database.NewSession();
        var loaded = await late.LoadAsync(old.Id);
        await database.ChangeAsync(old.Id, other => other.Rename("First"));
        late.Keys.Add(loaded.Rotate());

        Assert.That(late.SaveAsync, Throws.TypeOf<StaleReadException>());
        await using var context = database.NewContext();
        Assert.That(await context.Keys.CountAsync(), Is.EqualTo(1));
        Assert.That(await context.Events.CountAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Rotation_OfOneKeyTwiceAtOnce_SavesOneSuccessor()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var old = TestKeys.New("Billing");
        await database.AddAsync(old);

        await using var late = database.NewSession();
        var loaded = await late.LoadAsync(old.Id);
        await database.RotateAsync(old.Id);
        late.Keys.Add(loaded.Rotate());

        Assert.That(late.SaveAsync, Throws.TypeOf<StaleReadException>());
        await using var context = database.NewContext();
        Assert.That(await context.Keys.CountAsync(key => key.PredecessorId == old.Id), Is.EqualTo(1));
    }

    [Test]
    public async Task Successor_OfAKeyThatHasOne_IsAStaleReadAndNoNameConflict()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var old = TestKeys.New("Billing");
        await database.AddAsync(old);
        var unsavedCopy = await database.ReadAsync(old.Id);
        var successor = await database.RotateAsync(old.Id);
        await database.ChangeAsync(successor.Id, key => key.Rename("Renamed, so that the name is free"));

        await using var session = database.NewSession();
        session.Keys.Add(unsavedCopy.Rotate());
        Assert.That(session.SaveAsync, Throws.TypeOf<StaleReadException>());
    }

    [Test]
    public async Task Rename_OfOneKeyByManyAtOnce_AllSucceedWithOneAuditRowEach()
    {
        const int Writers = 16;
        await using var database = await TestDatabase.CreateAsync(provider);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        var results = await Task.WhenAll(
            Enumerable
                .Range(1, Writers)
                .Select(number => new RenameApiKeyCommand(
                    new KeyReference.ById(key.Id),
                    $"Name {number}",
                    VersionCondition.None
                ))
                .Select(command => Task.Run(() => database.SendAsync(command)))
        );

        Assert.That(results.Where(result => result.IsFailure).Select(result => result.Error.Code), Is.Empty);
        var expected = Enumerable.Range(2, Writers).Select(version => $"{version} api_key.renamed");
        Assert.That(await database.AuditAsync(key.Id), Is.EqualTo(["1 api_key.issued", .. expected]));
    }
}
