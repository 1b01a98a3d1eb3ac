namespace ApiKeys.Infrastructure.Persistence.Providers.Sqlite;

/// <summary>
/// Lets one writer of this process through at a time, in order of arrival. SQLite has one writer and makes the others
/// poll: without the gate, waits of seconds were measured at 16 writers.
/// </summary>
internal sealed class SqliteWriteGate : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(1, 1);

    public async ValueTask<IDisposable> EnterAsync(CancellationToken ct)
    {
        await semaphore.WaitAsync(ct);
        return new Turn(semaphore);
    }

    public void Dispose() => semaphore.Dispose();

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        private SemaphoreSlim? held = semaphore;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
