using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>A walk over a long list while others change what is in it.</summary>
internal sealed class ListWhileChangingTests : ServiceFixture
{
    private const int Existing = 2000;
    private const int KeysOfOneInstant = 7;
    private const int Clients = 3;

    private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["LastUse:FlushSeconds"] = "3600" };

    [Test]
    public async Task TheWalk_ReturnsEveryKeyThatExistedThroughoutOnce()
    {
        var tenant = await NewTenantAsync();
        var keys = new List<TestKey>();
        while (keys.Count < Existing)
        {
            var batch = Enumerable.Range(keys.Count, KeysOfOneInstant).Select(i => tenant.IssueAsync($"Key {i}"));
            keys.AddRange(await Task.WhenAll(batch));
            Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        using var over = new CancellationTokenSource();
        var others = Enumerable.Range(0, Clients).Select(client => ChangeAsync(tenant, keys, client, over.Token));
        var changing = Task.WhenAll([.. others]);
        var seen = await ListWalk.WalkAsync(tenant.Client, "/v1/api-keys?limit=20", "id");
        await over.CancelAsync();
        var changes = (await changing).Sum();

        Assert.That(changes, Is.GreaterThan(Clients * 4), "the others were at work");
        Assert.That(seen, Is.Unique);
        Assert.That(keys.Select(key => key.Id).Except(seen), Is.Empty);
    }

    // Every kind of change in turn, all over the list.
    private static async Task<int> ChangeAsync(
        TestTenant tenant,
        List<TestKey> keys,
        int client,
        CancellationToken over
    )
    {
        var changes = 0;
        for (; !over.IsCancellationRequested; changes++)
        {
            var key = keys[((changes * Clients) + client) * 37 % keys.Count];
            var answer = (changes % 4) switch
            {
                0 => await tenant.RenameAsync(key, $"Renamed {client}-{changes}"),
                1 => await tenant.TryRotateAsync(key, graceSeconds: 60),
                2 => await tenant.RevokeAsync(key),
                _ => await tenant.Client.CallAsync(
                    "POST /v1/api-keys",
                    $$"""{"name":"New {{client}}-{{changes}}","scopes":["read:chat"]}"""
                ),
            };
            Assert.That(answer.Status, Is.LessThan(500), answer.Text);
        }

        return changes;
    }
}
