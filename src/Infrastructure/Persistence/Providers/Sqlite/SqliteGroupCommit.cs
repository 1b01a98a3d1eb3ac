using System.Data.Common;
using System.Runtime.ExceptionServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.Infrastructure.Persistence.Providers.Sqlite;

/// <summary>
/// Saves that wait for their turn together share one transaction, and so one wait for the disk. Each has a savepoint in
/// it and fails alone; none returns before the commit. Nobody is waited for: the transaction is committed as soon as no
/// other save is waiting.
/// </summary>
internal sealed class SqliteGroupCommit(SqliteWriteGate gate)
{
    // Bounds how long the first of a group waits for the last.
    internal const int MaxSaves = 64;

    private int waiting;

    // Belongs to whoever has the turn. It is left open only for a save that waits, which will close it or pass it on.
    private Group? open;

    /// <summary>As <see cref="SqliteWriteGate.EnterAsync"/>, with no transaction open.</summary>
    public async ValueTask<IDisposable> EnterAsync(CancellationToken ct)
    {
        var turn = await gate.EnterAsync(ct);
        Close();
        return turn;
    }

    /// <summary>Runs <paramref name="save"/>, which saves <paramref name="context"/>, and returns after its commit.</summary>
    public async Task SaveAsync(
        SqliteApiKeysDbContext context,
        Func<CancellationToken, Task> save,
        CancellationToken ct
    )
    {
        ExceptionDispatchInfo? failure = null;
        var committed = Task.CompletedTask;
        using (await TakeTurnAsync())
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                open ??= await Group.BeginAsync(context, ct);
                committed = open.Committed;
                await open.SaveAsync(context, save, ct);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            if (Volatile.Read(ref waiting) == 0 || open is { MustClose: true })
                Close();
        }

        // Also after a failure: it may be a clash with what others of the group have saved, and is looked into after it.
        await committed.ConfigureAwait(
            failure is null ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.SuppressThrowing
        );
        failure?.Throw();
    }

    // Not to be cancelled: an open transaction may count on this save to close it.
    private async Task<IDisposable> TakeTurnAsync()
    {
        Interlocked.Increment(ref waiting);
        var turn = await gate.EnterAsync(CancellationToken.None);
        Interlocked.Decrement(ref waiting);
        return turn;
    }

    private void Close()
    {
        open?.Close();
        open = null;
    }

    /// <summary>A transaction on the connection of the save that began it, which stays until the commit like all others.</summary>
    private sealed class Group(SqliteTransaction transaction)
    {
        private const string Savepoint = "save";

        private readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? broken;
        private int saves;

        public Task Committed => committed.Task;

        public bool MustClose => saves == MaxSaves || broken is not null;

        public static async Task<Group> BeginAsync(SqliteApiKeysDbContext context, CancellationToken ct)
        {
            // It is closed with the context, which lives until the commit.
            await context.Database.OpenConnectionAsync(ct);
            return new Group(((SqliteConnection)context.Database.GetDbConnection()).BeginTransaction());
        }

        public async Task SaveAsync(
            SqliteApiKeysDbContext context,
            Func<CancellationToken, Task> save,
            CancellationToken ct
        )
        {
            saves++;
            try
            {
                transaction.Save(Savepoint);
                context.Joined = transaction;
                await save(ct);
                transaction.Release(Savepoint);
            }
            catch (Exception exception)
            {
                Undo(exception);
                throw;
            }
            finally
            {
                context.Joined = null;
            }
        }

        public void Close()
        {
            try
            {
                if (broken is null)
                    transaction.Commit();
            }
            catch (Exception exception)
            {
                broken = exception;
            }

            Release();
            if (broken is null)
                committed.SetResult();
            else
                committed.SetException(broken);
        }

        private void Release()
        {
            try
            {
                transaction.Dispose();
            }
            catch (Exception)
            {
                // SQLite has undone it already; what it said then tells more than that there is nothing left to undo.
            }
        }

        // A full disk or a failed write undoes the whole transaction, and then no save of the group has happened.
        private void Undo(Exception exception)
        {
            try
            {
                transaction.Rollback(Savepoint);
                transaction.Release(Savepoint);
            }
            catch (Exception)
            {
                broken = exception;
            }
        }
    }

    /// <summary>Runs the commands of a context that has joined a group on the group's connection.</summary>
    internal sealed class JoinedCommands : DbCommandInterceptor
    {
        public static readonly JoinedCommands Instance = new();

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            if (eventData.Context is SqliteApiKeysDbContext { Joined: { } transaction })
                (result.Connection, result.Transaction) = (transaction.Connection, transaction);
            return result;
        }
    }
}
