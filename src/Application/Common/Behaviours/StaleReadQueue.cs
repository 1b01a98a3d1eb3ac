namespace ApiKeys.Application.Common.Behaviours;

/// <summary>
/// Lets the requests of this process that have to be handled again through one after the other. Many writers of one key
/// would otherwise make each other's reads stale over and over.
/// </summary>
internal sealed class StaleReadQueue : IDisposable
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
        public void Dispose() => semaphore.Release();
    }
}
