using System.Collections.Concurrent;
using System.Text.Json;
using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>Everything that a load was answered, to be held against what the database has afterwards.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<KeyLedger> keys = new();
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private int changes;
    private int unanswered;

    /// <summary>How often each status was seen.</summary>
    public IReadOnlyDictionary<int, int> Statuses => statuses;

    /// <summary>The changes that were answered as made.</summary>
    public int Changes => changes;

    /// <summary>The requests that got no answer at all.</summary>
    public int Unanswered => unanswered;

    public KeyLedger Add(string id, string name, string issued)
    {
        var key = new KeyLedger(id, name, issued);
        keys.Enqueue(key);
        return key;
    }

    public void CountStatus(int status) => statuses.AddOrUpdate(status, 1, (_, count) => count + 1);

    public void CountChange() => Interlocked.Increment(ref changes);

    public void CountUnanswered() => Interlocked.Increment(ref unanswered);

    /// <summary>No status but success, conflict, stale precondition and unavailable.</summary>
    public void AssertStatuses() =>
        Assert.That(
            statuses.Keys.Where(status => status is not (>= 200 and < 300 or 409 or 412 or 503)),
            Is.Empty,
            "statuses that no client should see"
        );

    /// <summary>Each key's history, version and status are what was answered.</summary>
    public async Task AssertKeptAsync(HttpClient client)
    {
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (key, _) =>
            {
                var history = await HistoryAsync(client, key);
                var stored = await client.CallAsync($"GET {key.Path}");
                var isWhole =
                    stored["ETag"] == $"\"{history.Count}\"" && StatusAfter(history) == stored.Member("status");
                if (!key.Explains(history) || !isWhole)
                {
                    wrong.Enqueue(
                        $"{key.Id}: answered {string.Join(", ", key.Answered)}, perhaps {key.Unknown}; found {string.Join(", ", history)} and {stored["ETag"]} {stored.Member("status")}"
                    );
                }
            }
        );
        Assert.That(wrong, Is.Empty);
    }

    /// <summary>An event as the ledger writes it.</summary>
    public static string TextOf(string type, string? detail) => detail is null ? type : $"{type} {detail}";

    private static async Task<List<string>> HistoryAsync(HttpClient client, KeyLedger key)
    {
        var history = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var part = await client.CallAsync($"GET {key.Path}/events?limit=100{cursor}");
            if (part.Status != 200)
                return [part.Text];
            history.AddRange(part.Json.GetProperty("items").EnumerateArray().Select(EventIn));
            cursor = part.Member("nextCursor") is { } next ? $"&cursor={next}" : null;
        }

        history.Reverse();
        return history;
    }

    private static string EventIn(JsonElement item)
    {
        var data = item.GetProperty("data");
        var detail =
            data.TryGetProperty("newName", out var name) ? name.GetString()
            : data.TryGetProperty("successorId", out var successor) ? successor.GetString()
            : data.TryGetProperty("predecessorId", out var predecessor) ? predecessor.GetString()
            : null;
        return TextOf(item.GetProperty("type").GetString()!, detail);
    }

    private static string StatusAfter(List<string> history) =>
        history[^1].Split(' ')[0] switch
        {
            "api_key.revoked" => "revoked",
            "api_key.rotated" => "rotated",
            _ => "active",
        };
}
