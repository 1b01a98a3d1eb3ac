using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Idempotency;

/// <summary>Repeats that reach another process: after a restart, or another node on the same database.</summary>
internal sealed class NodeTests
{
    [Test]
    public async Task ARepeat_AfterARestart_GetsTheFirstAnswer()
    {
        await using var database = await RealDatabase.CreateAsync(RealDatabase.Sqlite);
        var repeats = new List<(Repeat Repeat, Answer First)>();
        string owner;
        await using (var service = await database.ServeAsync())
        {
            owner = service.OwnerKey!;
            using var client = service.ClientOf(owner);
            foreach (var operation in Repeat.Operations)
            {
                var repeat = await NewAsync(client, operation);
                repeats.Add((repeat, await repeat.SendAsync(client)));
            }

            await service.KillAsync();
        }

        await using var restarted = await database.ServeAsync();
        using var again = restarted.ClientOf(owner);
        foreach (var (repeat, first) in repeats)
            Repeat.AssertIdentical(first, await repeat.SendAsync(again));
    }

    [TestCase(RealDatabase.Sqlite)]
    [TestCase(RealDatabase.PostgreSql)]
    public async Task Repeats_OnTwoNodes_GetOneAnswer(string provider)
    {
        await using var database = await RealDatabase.CreateAsync(provider);
        await using var one = await database.ServeAsync();
        await using var two = await database.ServeAsync();
        using var first = one.ClientOf(one.OwnerKey);
        using var second = two.ClientOf(one.OwnerKey);
        foreach (var operation in Repeat.Operations)
        {
            var repeat = await NewAsync(first, operation);
            Repeat.AssertIdentical(await repeat.SendAsync(first), await repeat.SendAsync(second));

            var concurrent = await NewAsync(first, operation);
            var clients = Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? first : second);
            var answers = await Task.WhenAll(clients.Select(client => concurrent.SendAsync(client)));
            Repeat.AssertIdentical(answers[0], answers);
        }
    }

    private static async Task<Repeat> NewAsync(HttpClient client, string operation)
    {
        var name = Guid.NewGuid().ToString("N");
        var target = await client.CallAsync("POST /v1/api-keys", $$"""{"name":"{{name}}","scopes":["read:chat"]}""");
        var key = new TestKey(target.Member("id")!, target.Member("plaintextKey")!);
        return Repeat.Of(operation, key, $"Made {name}");
    }
}
