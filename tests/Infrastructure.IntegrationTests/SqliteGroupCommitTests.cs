using System.Buffers.Binary;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>Saves that wait together share a commit; each fails alone, and none returns before it is on the disk.</summary>
public sealed class SqliteGroupCommitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TestDatabase database = null!;
    private List<TestSession> sessions = null!;
    private ApiKey[] keys = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        database = await TestDatabase.CreateAsync("Sqlite");
        sessions = [];
        keys = [.. Enumerable.Range(1, 3).Select(number => TestKeys.New($"Key {number}"))];
        await database.AddAsync(keys);
    }

    [TearDown]
    public async Task DisposeAsync()
    {
        foreach (var session in sessions)
            await session.DisposeAsync();
        await database.DisposeAsync();
    }

    [Test]
    public async Task Saves_ThatWaitTogether_ShareOneCommit()
    {
        var turn = await HoldTurnAsync();
        Task<Result>[] saves = [await RenameAsync(0, "A"), await RenameAsync(1, "B"), await RenameAsync(2, "C")];
        var before = Commits();
        turn.Dispose();
        var results = await Task.WhenAll(saves).WaitAsync(Patience);

        Assert.That(results.Select(result => result.IsFailure), Is.All.False);
        Assert.That(Commits() - before, Is.EqualTo(1));
        Assert.That(await NamesAsync(), Is.EqualTo(new[] { "A", "B", "C" }));
    }

    [Test]
    public async Task Saves_ThatComeOneByOne_AreCommittedEach()
    {
        var before = Commits();
        await (await RenameAsync(0, "A"));
        await (await RenameAsync(1, "B"));

        Assert.That(Commits() - before, Is.EqualTo(2));
    }

    [Test]
    public async Task ASave_DoesNotReturnBeforeTheCommitOfItsGroup()
    {
        var turn = await HoldTurnAsync();
        var first = await RenameAsync(0, "A");
        var release = new TaskCompletionSource();
        var second = SaveAsync(_ => release.Task);
        turn.Dispose();
        await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(200)));

        Assert.That(first.IsCompleted, Is.False);
        Assert.That((await NamesAsync())[0], Is.EqualTo("Key 1"), "seen before its commit");
        release.SetResult();
        await second.WaitAsync(Patience);
        Assert.That((await first.WaitAsync(Patience)).IsFailure, Is.False);
        Assert.That((await NamesAsync())[0], Is.EqualTo("A"));
    }

    [Test]
    public async Task ASave_ThatClashesWithAnotherOfItsGroup_FailsAloneAndLeavesNothing()
    {
        var turn = await HoldTurnAsync();
        Task<Result>[] saves = [await RenameAsync(0, "Same"), await RenameAsync(1, "Same"), await RenameAsync(2, "C")];
        turn.Dispose();
        var results = await Task.WhenAll(saves).WaitAsync(Patience);

        Assert.That(results.Select(result => result.IsFailure), Is.EqualTo(new[] { false, true, false }));
        Assert.That(((NameConflictError)results[1].Error).ConflictingKeyId, Is.EqualTo(keys[0].Id));
        Assert.That(await NamesAsync(), Is.EqualTo(new[] { "Same", "Key 2", "C" }));
        Assert.That(await database.AuditAsync(keys[1].Id), Is.EqualTo(new[] { "1 api_key.issued" }));
    }

    [Test]
    public async Task ASave_WhoseSecondStatementFails_TakesItsFirstBack()
    {
        var turn = await HoldTurnAsync();
        var failing = SaveAsync(async context =>
        {
            await context.Database.ExecuteSqlAsync($"UPDATE api_keys SET name = 'half' WHERE id = {keys[1].Id}");
            throw new TimeoutException();
        });
        var other = await RenameAsync(2, "C");
        turn.Dispose();

        Assert.That(() => failing.WaitAsync(Patience), Throws.TypeOf<TimeoutException>());
        Assert.That((await other.WaitAsync(Patience)).IsFailure, Is.False);
        Assert.That(await NamesAsync(), Is.EqualTo(new[] { "Key 1", "Key 2", "C" }));
    }

    [Test]
    public async Task AGroup_WhoseTransactionIsUndone_SavesNothingAndTellsEverySave()
    {
        var turn = await HoldTurnAsync();
        var earlier = await RenameAsync(0, "A");
        var undoing = SaveAsync(async context =>
        {
            // As SQLite itself does when the disk is full.
            await context.Database.ExecuteSqlAsync($"ROLLBACK");
            throw new IOException();
        });
        var later = await RenameAsync(2, "C");
        turn.Dispose();

        Assert.That(() => undoing.WaitAsync(Patience), Throws.TypeOf<IOException>());
        Assert.That(() => earlier.WaitAsync(Patience), Throws.TypeOf<IOException>());
        Assert.That((await later.WaitAsync(Patience)).IsFailure, Is.False, "a group of its own");
        Assert.That(await NamesAsync(), Is.EqualTo(new[] { "Key 1", "Key 2", "C" }));
    }

    [Test]
    public async Task AGroup_WhoseCommitFails_SavesNothingAndLetsGoOfTheFile()
    {
        var turn = await HoldTurnAsync();
        var first = await RenameAsync(0, "A");
        var second = SaveAsync(async context =>
        {
            // Looked at by the commit only: a successor of a key that does not exist.
            await context.Database.ExecuteSqlAsync($"PRAGMA defer_foreign_keys = ON");
            var nobody = Guid.NewGuid();
            await context.Database.ExecuteSqlAsync(
                $"UPDATE api_keys SET predecessor_id = {nobody} WHERE id = {keys[1].Id}"
            );
        });
        turn.Dispose();

        Assert.That(() => first.WaitAsync(Patience), Throws.TypeOf<SqliteException>());
        Assert.That(() => second.WaitAsync(Patience), Throws.TypeOf<SqliteException>());
        Assert.That((await NamesAsync())[0], Is.EqualTo("Key 1"));
        Assert.That((await await RenameAsync(2, "C")).IsFailure, Is.False);
    }

    [Test]
    public async Task AGroup_WhoseCommitIsUndoneBySqlite_TellsWhatSqliteSaid()
    {
        const int CommitHook = 531; // SQLITE_CONSTRAINT_COMMITHOOK
        var turn = await HoldTurnAsync();
        var first = await RenameAsync(0, "A");
        var second = SaveAsync(context =>
        {
            var connection = ((SqliteApiKeysDbContext)context).Joined!.Connection!;
            SQLitePCL.raw.sqlite3_commit_hook(connection.Handle, _ => 1, null);
            return Task.CompletedTask;
        });
        turn.Dispose();

        foreach (var save in new[] { first, second })
        {
            var told = Assert.ThrowsAsync<SqliteException>(() => save.WaitAsync(Patience));
            Assert.That(told!.SqliteExtendedErrorCode, Is.EqualTo(CommitHook));
        }

        Assert.That((await NamesAsync())[0], Is.EqualTo("Key 1"));
        Assert.That((await await RenameAsync(2, "C")).IsFailure, Is.False);
    }

    [Test]
    public async Task ATurn_BetweenTwoSaves_FindsTheFirstCommitted()
    {
        var turn = await HoldTurnAsync();
        var first = await RenameAsync(0, "A");
        var between = database.Provider.EnterWriteAsync(CancellationToken.None).AsTask();
        var last = await RenameAsync(1, "B");
        turn.Dispose();

        using (await between.WaitAsync(Patience))
        {
            Assert.That((await first.WaitAsync(Patience)).IsFailure, Is.False);
            Assert.That(last.IsCompleted, Is.False);
            Assert.That(await NamesAsync(), Is.EqualTo(new[] { "A", "Key 2", "Key 3" }));
        }

        Assert.That((await last.WaitAsync(Patience)).IsFailure, Is.False);
    }

    [Test]
    public async Task ASave_CancelledWhileItWaits_DoesNotKeepTheOthersWaiting()
    {
        using var cancelled = new CancellationTokenSource();
        var turn = await HoldTurnAsync();
        var first = await RenameAsync(0, "A");
        var second = SaveAsync(_ => Task.CompletedTask, cancelled.Token);
        await cancelled.CancelAsync();
        turn.Dispose();

        Assert.That((await first.WaitAsync(Patience)).IsFailure, Is.False);
        Assert.That(() => second.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
        await AssertNobodyHasTheTurnAsync();
    }

    [Test]
    public async Task AGroup_IsBounded()
    {
        var saves = new List<Task>();
        var turn = await HoldTurnAsync();
        for (var number = 0; number <= SqliteGroupCommit.MaxSaves; number++)
        {
            var session = NewSession();
            session.Keys.Add(TestKeys.New($"Many {number}"));
            saves.Add(session.SaveAsync());
        }

        var before = Commits();
        turn.Dispose();
        await Task.WhenAll(saves).WaitAsync(Patience);

        Assert.That(Commits() - before, Is.EqualTo(2));
    }

    private async Task<IDisposable> HoldTurnAsync() =>
        (await database.Provider.EnterWriteAsync(CancellationToken.None))!;

    private async Task AssertNobodyHasTheTurnAsync()
    {
        using var turn = await HoldTurnAsync().WaitAsync(Patience);
    }

    /// <summary>Loads a key and begins to save its new name; the save waits for its turn in the order of these calls.</summary>
    private async Task<Task<Result>> RenameAsync(int key, string name)
    {
        var session = NewSession();
        (await session.LoadAsync(keys[key].Id)).Rename(name);
        return session.SaveAsync();
    }

    private async Task SaveAsync(Func<ApiKeysDbContext, Task> save, CancellationToken ct = default)
    {
        await using var context = database.NewContext();
        await database.Provider.SaveAsync(context, _ => save(context), _ => Task.FromResult(false), ct);
    }

    private TestSession NewSession()
    {
        var session = database.NewSession();
        sessions.Add(session);
        return session;
    }

    private async Task<string[]> NamesAsync()
    {
        await using var context = database.NewContext();
        var stored = await context.Keys.AsNoTracking().ToArrayAsync();
        return [.. keys.Select(key => stored.Single(other => other.Id == key.Id).Name.Value)];
    }

    // In the write-ahead log the last frame of a commit says how many pages the database has; all others say 0.
    private int Commits()
    {
        const int LogHeader = 32;
        const int FrameHeader = 24;
        const int PageSizeAt = 8;
        const int PagesAt = 4;
        using var file = new FileStream(
            ((SqliteProvider)database.Provider).DataSource + "-wal",
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        var log = new byte[file.Length];
        file.ReadExactly(log);
        var pageSize = BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(PageSizeAt));
        var commits = 0;
        for (var frame = LogHeader; frame < log.Length; frame += FrameHeader + pageSize)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(frame + PagesAt)) > 0)
                commits++;
        }

        return commits;
    }
}
