using System.Diagnostics;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>Two nodes share nothing but PostgreSQL: whichever is asked, no rule breaks.</summary>
internal sealed class TwoNodesTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private TwoNodes nodes = null!;

    [OneTimeSetUp]
    public async Task StartNodes() => nodes = await TwoNodes.StartAsync(await PostgreSqlDatabases.CreateAsync());

    [OneTimeTearDown]
    public async Task StopNodes() => await nodes.DisposeAsync();

    [Test]
    public void FirstStarts_AtOnce_OnePrintsTheOwnerKey() => Assert.That(nodes.OwnerKeys.Count, Is.EqualTo(1));

    [Test]
    public async Task RenamesOfManyKeysToOneName_OneWinsAndTheOthersConflictWithIt()
    {
        const int Keys = 20;
        var keys = new List<TestKey>();
        for (var i = 0; i < Keys; i++)
            keys.Add(await nodes.IssueAsync($"Key {i}"));

        var answers = await Task.WhenAll(keys.Select(key => nodes.RenameAsync(key, "Wanted")));

        var winner = keys[Array.FindIndex(answers, answer => answer.Status == 200)];
        Assert.That(
            answers.Where(answer => answer.Status != 200).Select(answer => answer.Text),
            Has.Exactly(Keys - 1).EqualTo(NativeRefusal.NameTaken(winner))
        );
    }

    [Test]
    public async Task RenameAndRevoke_EndRevokedWithoutARenameAfterwards()
    {
        for (var round = 0; round < 40; round++)
        {
            var key = await nodes.IssueAsync($"Before revoke {round}");
            var renaming = nodes.RenameAsync(key, $"After revoke {round}");
            var revoked = await nodes.RevokeAsync(key);
            var renamed = await renaming;

            string[] history = renamed.Status is 200
                ? ["api_key.issued", "api_key.renamed", "api_key.revoked"]
                : ["api_key.issued", "api_key.revoked"];
            Assert.That((revoked.Status, renamed.Status), Is.AnyOf((200, 200), (200, 404)), $"round {round}");
            Assert.That(await nodes.EventsAsync(key), Is.EqualTo(history), $"round {round}");
        }
    }

    [Test]
    public async Task RotationsOfOneKey_OneWinsAndLeavesOneSuccessor()
    {
        for (var round = 0; round < 5; round++)
        {
            var key = await nodes.IssueAsync($"Rotated {round}");

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => nodes.RotateAsync(key)));

            Assert.That(
                answers.Select(answer => answer.Status),
                Has.Exactly(1).EqualTo(201).And.Exactly(7).EqualTo(409)
            );
            Assert.That(
                answers
                    .Where(answer => answer.Status == 409)
                    .Select(answer => answer.Json.GetProperty("error").GetProperty("code").GetString()),
                Is.All.EqualTo("state_conflict")
            );
            Assert.That(await nodes.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued", "api_key.rotated" }));
            var found = await nodes.Owner.CallAsync($"GET /v1/api-keys?search=rotated%20{round}&status=active");
            Assert.That(found.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task RotationAndRename_BothSucceedAndTheSuccessorHasTheNameOfItsMoment()
    {
        for (var round = 0; round < 20; round++)
        {
            var (before, after) = ($"Old {round}.", $"New {round}.");
            var key = await nodes.IssueAsync(before);

            var renaming = nodes.RenameAsync(key, after);
            var rotated = await nodes.RotateAsync(key);
            var renamed = await renaming;

            Assert.That((renamed.Status, rotated.Status), Is.EqualTo((200, 201)), $"round {round}");
            var history = await nodes.EventsAsync(key);
            var successor = rotated.Json.GetProperty("newKey").GetProperty("id").GetString();
            var name = (await nodes.Owner.CallAsync($"GET /v1/api-keys/{successor}")).Member("name");
            Assert.That(name, Is.EqualTo(history[1] == "api_key.renamed" ? after : before), $"round {round}");
        }
    }

    [Test]
    public async Task Revoke_OnOneNode_IsSeenThereAtOnceAndOnTheOtherWithinTheBound()
    {
        var key = await nodes.IssueAsync("Revoked elsewhere");
        using var first = nodes.ClientOfNode(0, key.Secret);
        using var second = nodes.ClientOfNode(1, key.Secret);
        foreach (var node in (HttpClient[])[first, second])
            Assert.That(await StatusAsync(node), Is.EqualTo(403), "accepted, without the scope");

        using var owner = nodes.ClientOfNode(0, nodes.OwnerKeys[0]);
        Assert.That((await owner.CallAsync($"DELETE {key.Path}")).Status, Is.EqualTo(200));
        var revoked = Stopwatch.StartNew();

        Assert.That(await StatusAsync(first), Is.EqualTo(401));
        await Eventually.IsTrueAsync(async () =>
        {
            var isPastTheBound = revoked.Elapsed >= Bound;
            var status = await StatusAsync(second);
            Assert.That(isPastTheBound && status != 401, Is.False, $"{status} after {revoked.Elapsed}");
            return status == 401;
        });
    }

    private static async Task<int> StatusAsync(HttpClient client) =>
        (await client.CallAsync("GET /v1/api-keys")).Status;
}
