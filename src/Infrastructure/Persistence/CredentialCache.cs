using System.Collections.Concurrent;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;
using Microsoft.Extensions.Options;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>The section <c>CredentialCache</c> of the configuration.</summary>
public sealed class CredentialCacheOptions
{
    public const string Section = "CredentialCache";
    public const double MaxLifetimeSeconds = 60;

    /// <summary>How long authentication may use what it read of a key, in seconds; 0 reads at every authentication.</summary>
    public double LifetimeSeconds { get; set; } = 1;
}

/// <summary>
/// Keeps keys that were found for a moment, counted from before the read began, on a monotonic clock. Each change on
/// this node advances the generation of its selector; what was read under an older one is not used. Unknown selectors
/// are not kept, so random tokens cost no memory. Instants in a key (expiry, end of grace) are judged at each use.
/// </summary>
internal sealed class CredentialCache(
    CredentialReader database,
    IOptions<CredentialCacheOptions> options,
    TimeProvider clock
) : ICredentialReader, ICredentialCache
{
    internal const int MaxEntries = 100_000;

    /// <summary>How long a request waits for a read; the read itself may go on.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Selectors share counters; sharing only means that a neighbour is read again once.
    private const int Generations = 4096;

    private readonly ConcurrentDictionary<string, Entry> entries = new();
    private readonly long[] generations = new long[Generations];
    private long lastSweep = clock.GetTimestamp();

    public TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(options.Value.LifetimeSeconds);

    internal int Count => entries.Count;

    public Task<ApiKey?> FindAsync(string selector, CancellationToken ct)
    {
        if (Lifetime == TimeSpan.Zero)
            return database.FindAsync(selector, ct).WaitAsync(Patience, ct);
        if (!entries.TryGetValue(selector, out var known) || !IsUsable(selector, known))
            return ReadAnewAsync(selector, known, ct);
        // The usual case: it has been read, and what was read is returned as it is.
        return known.Key.Value.IsCompletedSuccessfully ? known.Key.Value : JoinAsync(selector, known, ct);
    }

    private async Task<ApiKey?> ReadAnewAsync(string selector, Entry? known, CancellationToken ct)
    {
        SweepNowAndThen();
        var fresh = NewEntry(selector);
        var isPut = TryPut(selector, fresh, known);
        if (!isPut && entries.TryGetValue(selector, out var other) && IsUsable(selector, other))
            return await JoinAsync(selector, other, ct);
        return await fresh.Key.Value.WaitAsync(Patience, ct);
    }

    /// <summary>Makes everything read so far of a key unusable on this node.</summary>
    public void Forget(string selector)
    {
        Interlocked.Increment(ref GenerationOf(selector));
        entries.TryRemove(selector, out _);
    }

    private bool IsUsable(string selector, Entry entry) =>
        entry.Generation == Volatile.Read(ref GenerationOf(selector)) && clock.GetElapsedTime(entry.Started) < Lifetime;

    // Requests that miss together share one read. What it brings counts only while it is young enough when it arrives.
    private async Task<ApiKey?> JoinAsync(string selector, Entry entry, CancellationToken ct)
    {
        var key = await entry.Key.Value.WaitAsync(Patience, ct);
        return IsUsable(selector, entry) ? key : await database.FindAsync(selector, ct).WaitAsync(Patience, ct);
    }

    // The read starts after the entry's clock and outlives the request that started it.
    private Entry NewEntry(string selector)
    {
        var entry = new Entry(Volatile.Read(ref GenerationOf(selector)), clock.GetTimestamp());
        entry.Key = new Lazy<Task<ApiKey?>>(() => ReadAsync(selector, entry));
        return entry;
    }

    private bool TryPut(string selector, Entry fresh, Entry? stale)
    {
        if (stale is not null)
            return entries.TryUpdate(selector, fresh, stale);
        return entries.Count < MaxEntries && entries.TryAdd(selector, fresh);
    }

    private async Task<ApiKey?> ReadAsync(string selector, Entry entry)
    {
        ApiKey? key = null;
        try
        {
            return key = await database.FindAsync(selector, CancellationToken.None);
        }
        finally
        {
            if (key is null)
                entries.TryRemove(new KeyValuePair<string, Entry>(selector, entry));
        }
    }

    private ref long GenerationOf(string selector) =>
        ref generations[(uint)selector.GetHashCode(StringComparison.Ordinal) % Generations];

    private void SweepNowAndThen()
    {
        var last = Volatile.Read(ref lastSweep);
        if (clock.GetElapsedTime(last) < Lifetime)
            return;
        if (Interlocked.CompareExchange(ref lastSweep, clock.GetTimestamp(), last) != last)
            return;
        foreach (var (selector, entry) in entries)
        {
            if (clock.GetElapsedTime(entry.Started) >= Lifetime)
                entries.TryRemove(new KeyValuePair<string, Entry>(selector, entry));
        }
    }

    private sealed class Entry(long generation, long started)
    {
        public long Generation => generation;

        public long Started => started;

        public Lazy<Task<ApiKey?>> Key { get; set; } = null!;
    }
}
