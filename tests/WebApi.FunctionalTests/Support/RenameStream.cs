using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>Renames of one key, one after the other, and which of them were answered.</summary>
internal sealed class RenameStream(string path, string name)
{
    private readonly List<string> answered = [];
    private string? unanswered;
    private int count;

    /// <summary>What was answered instead of 200; null when the service ended without an answer.</summary>
    public string? LastRefusal { get; private set; }

    public int Answered => Volatile.Read(ref count);

    public static async Task<RenameStream> IssueAsync(HttpClient owner, string name)
    {
        var issued = await owner.CallAsync("POST /v1/api-keys", $$"""{"name":"{{name}}","scopes":["read:chat"]}""");
        return new RenameStream($"/v1/api-keys/{issued.Member("id")}", name);
    }

    public async Task WriteUntilItFailsAsync(HttpClient client)
    {
        LastRefusal = null;
        while (true)
        {
            unanswered = $"{name}, {answered.Count + 1}";
            try
            {
                var answer = await client.CallAsync($"PATCH {path}", $$"""{"name":"{{unanswered}}"}""");
                if (answer.Status != 200)
                {
                    LastRefusal = answer.Text;
                    return;
                }

                answered.Add(unanswered);
                Interlocked.Increment(ref count);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    /// <summary>All that was answered is there with its event; what was not may be there, wholly.</summary>
    public async Task AssertKeptAsync(HttpClient client)
    {
        var names = await NamesFromHistoryAsync(client);
        var key = await client.CallAsync($"GET {path}");
        Assert.That(names, Is.EqualTo(answered).Or.EqualTo(answered.Append(unanswered)));
        Assert.That((key.Member("name"), key["ETag"]), Is.EqualTo((names[^1], $"\"{names.Count + 1}\"")));
        if (names.Count > answered.Count)
            answered.Add(unanswered!);
    }

    private async Task<List<string>> NamesFromHistoryAsync(HttpClient client)
    {
        var names = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var part = await client.CallAsync($"GET {path}/events?limit=100{cursor}");
            foreach (var item in part.Json.GetProperty("items").EnumerateArray())
            {
                if (item.GetProperty("data").TryGetProperty("newName", out var newName))
                    names.Insert(0, newName.GetString()!);
            }

            cursor = part.Member("nextCursor") is { } next ? $"&cursor={next}" : null;
        }

        return names;
    }
}
