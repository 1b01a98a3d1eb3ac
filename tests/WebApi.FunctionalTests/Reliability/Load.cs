using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>
/// Writers that rename, rotate, revoke and issue keys of their own, with names that they fight over, and write down
/// what they were answered. A change without an answer ends the use of its key.
/// </summary>
internal sealed class Load(Ledger ledger, string name)
{
    private const int SharedNames = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private int count;

    /// <summary>Writes with <paramref name="writers"/> at once, in turn through the clients, until told to stop.</summary>
    public Task RunAsync(HttpClient[] clients, int writers, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, writers).Select(i => WriteAsync(clients, i, stop)));

    private async Task WriteAsync(HttpClient[] clients, int writer, CancellationToken stop)
    {
        var random = new Random(writer);
        KeyLedger? key = null;
        for (var step = writer; !stop.IsCancellationRequested; step++)
        {
            var client = clients[step % clients.Length];
            key = key is { IsOpen: true } ? await ChangeAsync(client, key, random) : await IssueAsync(client);
            if (key is not { IsOpen: true })
                await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task<KeyLedger?> ChangeAsync(HttpClient client, KeyLedger key, Random random) =>
        random.Next(100) switch
        {
            < 55 => await RenameAsync(client, key, NewName()),
            < 65 => await RenameAsync(client, key, $"Shared {random.Next(SharedNames)}"),
            < 70 => await RenameAsync(client, key, NewName(), ("If-Match", "\"1000000\"")),
            < 85 => await RotateAsync(client, key),
            _ => await RevokeAsync(client, key),
        };

    private async Task<KeyLedger?> IssueAsync(HttpClient client)
    {
        var newName = NewName();
        var body = $$"""{"name":"{{newName}}","scopes":["read:chat"]}""";
        var issued = await AskAsync(client, "POST /v1/api-keys", body);
        return issued?.Status == 201 ? ledger.Add(issued.Member("id")!, newName, "api_key.issued") : null;
    }

    private async Task<KeyLedger?> RenameAsync(
        HttpClient client,
        KeyLedger key,
        string newName,
        params (string, string)[] headers
    )
    {
        var answer = await AskAsync(client, $"PATCH {key.Path}", $$"""{"name":"{{newName}}"}""", headers);
        var change = Ledger.TextOf("api_key.renamed", newName);
        if (answer?.Status != 200)
            return Settle(key, answer, change);
        // To its present name: answered, and nothing to do.
        if (key.Name != newName)
            key.Answered.Add(change);
        key.Name = newName;
        return key;
    }

    private async Task<KeyLedger?> RevokeAsync(HttpClient client, KeyLedger key)
    {
        const string Change = "api_key.revoked";
        var answer = await AskAsync(client, $"DELETE {key.Path}", null);
        if (answer?.Status != 200)
            return Settle(key, answer, Change);
        key.Answered.Add(Change);
        return null;
    }

    private async Task<KeyLedger?> RotateAsync(HttpClient client, KeyLedger key)
    {
        var answer = await AskAsync(client, $"POST {key.Path}/rotate", "{}");
        if (answer?.Status != 201)
            return Settle(key, answer, "api_key.rotated");
        var successor = answer.Json.GetProperty("newKey").GetProperty("id").GetString()!;
        key.Answered.Add(Ledger.TextOf("api_key.rotated", successor));
        return ledger.Add(successor, key.Name, Ledger.TextOf("api_key.issued", key.Id));
    }

    private static KeyLedger Settle(KeyLedger key, Answer? answer, string change)
    {
        if (answer is null or { Status: 503 })
            key.Unknown = change;
        return key;
    }

    private async Task<Answer?> AskAsync(
        HttpClient client,
        string request,
        string? body,
        params (string, string)[] headers
    )
    {
        try
        {
            var answer = await client.CallAsync(request, body, headers: headers);
            ledger.CountStatus(answer.Status);
            if (answer.Status is 200 or 201)
                ledger.CountChange();
            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            ledger.CountUnanswered();
            return null;
        }
    }

    private string NewName() => $"{name} {Interlocked.Increment(ref count)}";
}
