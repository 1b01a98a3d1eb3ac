using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>What only the embedded database promises: commits on disk, a private file, writers in turn.</summary>
public sealed class SqliteTests
{
    private const string Provider = "Sqlite";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestCase("journal_mode", "wal")]
    [TestCase("synchronous", "2")] // FULL
    [TestCase("foreign_keys", "1")]
    public async Task Connection_OpenedOrReused_HasItsSettings(string pragma, string expected)
    {
        await using var database = await TestDatabase.CreateAsync(Provider);
        for (var opening = 1; opening <= 2; opening++)
        {
            await using var context = database.NewContext();
            await context.Database.OpenConnectionAsync();
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            Assert.That($"{await command.ExecuteScalarAsync()}", Is.EqualTo(expected));
        }
    }

    [Test]
    public async Task Files_OfANewDatabase_AreReadableByTheOwnerOnly()
    {
        await using var database = await TestDatabase.CreateAsync(Provider);
        var file = ((SqliteProvider)database.Provider).DataSource;
        await using var open = database.NewContext();
        await open.Database.OpenConnectionAsync();
        await database.AddAsync(TestKeys.New("Billing"));

        string[] files = [file, file + "-wal", file + "-shm"];
        Assert.That(files.Select(PrivateFiles.IsOwnerOnly), Is.All.True);
    }

    [Test]
    public async Task Writers_ManyAtOnce_AllSucceed()
    {
        const int Writers = 16;
        await using var database = await TestDatabase.CreateAsync(Provider);

        var results = await Task.WhenAll(
            Enumerable
                .Range(1, Writers)
                .Select(number => new IssueApiKeyCommand($"Key {number}", ["read:chat"], null, null, null))
                .Select(command => Task.Run(() => database.SendAsync(command)))
        );

        Assert.That(results.Count(result => result.IsFailure), Is.Zero);
        await using var context = database.NewContext();
        Assert.That(await context.Keys.CountAsync(), Is.EqualTo(Writers));
    }

    [Test]
    public async Task Save_WhileAnotherWriterHasTheTurn_WaitsForIt()
    {
        await using var database = await TestDatabase.CreateAsync(Provider);
        var turn = await database.Provider.EnterWriteAsync(CancellationToken.None);
        await using var session = database.NewSession();
        session.Keys.Add(TestKeys.New("Billing"));

        var saving = Task.Run(session.SaveAsync);
        await Task.WhenAny(saving, Task.Delay(TimeSpan.FromMilliseconds(200)));
        Assert.That(saving.IsCompleted, Is.False, "It was saved out of turn.");
        turn!.Dispose();
        Assert.That((await saving.WaitAsync(Patience)).IsFailure, Is.False);
    }

    [Test]
    public async Task Save_WhenItFails_PassesTheTurnOn()
    {
        await using var database = await TestDatabase.CreateAsync(Provider);
        await database.AddAsync(TestKeys.New("Billing"));
        await using var session = database.NewSession();
        session.Keys.Add(TestKeys.New("Billing"));
        Assert.That((await session.SaveAsync()).IsFailure, Is.True);

        await AssertIsFreeAsync(database.Provider.EnterWriteAsync(CancellationToken.None));
    }

    [Test]
    public async Task Save_WithNothingToWrite_DoesNotWaitForATurn()
    {
        await using var database = await TestDatabase.CreateAsync(Provider);
        using var turn = await database.Provider.EnterWriteAsync(CancellationToken.None);
        await using var session = database.NewSession();

        Assert.That((await session.SaveAsync().WaitAsync(Patience)).IsFailure, Is.False);
    }

    [Test]
    public async Task Gate_WithManyWriters_LetsOneThroughAtATime()
    {
        using var gate = new SqliteWriteGate();
        var inside = 0;
        var most = 0;

        await Task.WhenAll(
            Enumerable
                .Range(1, 16)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        using var turn = await gate.EnterAsync(CancellationToken.None);
                        most = Math.Max(most, Interlocked.Increment(ref inside));
                        await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    })
                )
        );

        Assert.That(most, Is.EqualTo(1));
    }

    [Test]
    public async Task Gate_WhenAWaiterIsCancelled_IsNotHeldByIt()
    {
        using var gate = new SqliteWriteGate();
        using var cancelled = new CancellationTokenSource();
        var turn = await gate.EnterAsync(CancellationToken.None);
        var waiter = gate.EnterAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        Assert.That(() => waiter, Throws.InstanceOf<OperationCanceledException>());

        turn.Dispose();
        await AssertIsFreeAsync(gate.EnterAsync(CancellationToken.None));
    }

    [Test]
    public async Task Gate_WhenATurnIsDisposedTwice_StillLetsOnlyOneThrough()
    {
        using var gate = new SqliteWriteGate();
        var turn = await gate.EnterAsync(CancellationToken.None);
        turn.Dispose();
        turn.Dispose();

        using var next = await gate.EnterAsync(CancellationToken.None);
        var second = gate.EnterAsync(CancellationToken.None).AsTask();
        Assert.That(second.IsCompleted, Is.False);
    }

    private static async Task AssertIsFreeAsync<T>(ValueTask<T> entering)
        where T : IDisposable?
    {
        using var turn = await entering.AsTask().WaitAsync(Patience);
    }
}
