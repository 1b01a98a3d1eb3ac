using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>Requests at the same time: whatever their order, no rule breaks and nothing is half done.</summary>
internal sealed class RaceTests : ServiceFixture
{
    [Test]
    public async Task RenamesOfManyKeysToOneName_OneWinsAndTheOthersConflictWithIt()
    {
        const int Keys = 50;
        var tenant = await NewTenantAsync();
        var keys = new List<TestKey>();
        for (var i = 0; i < Keys; i++)
            keys.Add(await tenant.IssueAsync($"Key {i}"));

        var answers = await Task.WhenAll(
            keys.Select((key, i) => tenant.RenameAsync(key, i % 2 == 0 ? "Wanted" : "WANTED"))
        );

        var winner = keys[Array.FindIndex(answers, answer => answer.Status == 200)];
        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(1));
        Assert.That(
            answers.Where(answer => answer.Status != 200).Select(answer => answer.Text),
            Has.Exactly(Keys - 1).EqualTo(NativeRefusal.NameTaken(winner))
        );
        var found = await tenant.Client.CallAsync("GET /v1/api-keys?search=wanted");
        Assert.That(found.Json.GetProperty("items").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task IssuesOfOneName_OneWins()
    {
        var tenant = await NewTenantAsync();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    tenant.Client.CallAsync("POST /v1/api-keys", """{"name":"Wanted","scopes":["read:chat"]}""")
                )
        );

        Assert.That(answers.Select(answer => answer.Status), Has.Exactly(1).EqualTo(201).And.Exactly(19).EqualTo(409));
    }

    [Test]
    public async Task RenameAndRevoke_EndRevokedWithoutARenameAfterwards()
    {
        var tenant = await NewTenantAsync();
        var outcomes = new HashSet<int>();
        for (var round = 0; round < 200; round++)
        {
            var key = await tenant.IssueAsync($"Before {round}");

            // Each goes first in half of the rounds, so that both orders are met.
            var first = round % 2 == 0 ? tenant.RevokeAsync(key) : tenant.RenameAsync(key, $"After {round}");
            var second = round % 2 == 0 ? tenant.RenameAsync(key, $"After {round}") : tenant.RevokeAsync(key);
            var answers = await Task.WhenAll(first, second);
            var (revoked, renamed) = round % 2 == 0 ? (answers[0], answers[1]) : (answers[1], answers[0]);

            string[] history = renamed.Status is 200
                ? ["api_key.revoked", $"Before {round} -> After {round}", "api_key.issued"]
                : ["api_key.revoked", "api_key.issued"];
            Assert.That((revoked.Status, renamed.Status), Is.AnyOf((200, 200), (200, 404)), $"round {round}");
            Assert.That(await tenant.EventsAsync(key), Is.EqualTo(history), $"round {round}");
            Assert.That((await tenant.GetAsync(key)).Member("status"), Is.EqualTo("revoked"), $"round {round}");
            outcomes.Add(renamed.Status);
        }

        Assert.That(outcomes, Has.Count.EqualTo(2), "both orders happened");
    }

    [Test]
    public async Task RenamesUnderOneIfMatch_OneWinsAndTheOthersAreStale()
    {
        var tenant = await NewTenantAsync();
        for (var round = 0; round < 20; round++)
        {
            var key = await tenant.IssueAsync($"Before {round}");

            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 10)
                    .Select(i => tenant.RenameAsync(key, $"After {round} {i}", ("If-Match", "\"1\"")))
            );

            var winner = answers.Single(answer => answer.Status == 200).Member("name");
            Assert.That(
                answers.Where(answer => answer.Status != 200).Select(answer => answer.Text),
                Has.Exactly(9).EqualTo(NativeRefusal.PreconditionFailed)
            );
            Assert.That(
                await tenant.EventsAsync(key),
                Is.EqualTo(new[] { $"Before {round} -> {winner}", "api_key.issued" })
            );
        }
    }

    [Test]
    public async Task RenamesWithoutIfMatch_AllSucceedAndTheHistoryHasNoGap()
    {
        const int Renames = 50;
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("0");

        var answers = await Task.WhenAll(Enumerable.Range(1, Renames).Select(i => tenant.RenameAsync(key, $"{i}")));

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(200));
        Assert.That(
            answers.Select(answer => answer["ETag"]),
            Is.EquivalentTo(Enumerable.Range(2, Renames).Select(version => $"\"{version}\""))
        );
        await AssertChainedAsync(tenant, key, Renames);
    }

    [Test]
    public async Task RevokesOfOneKey_OneWinsAndTheOthersConflict()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tenant.RevokeAsync(key)));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(1));
        Assert.That(answers.Select(answer => answer.Text), Has.Exactly(19).EqualTo(NativeRefusal.AlreadyRevoked));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.revoked", "api_key.issued" }));
    }

    // Each rename starts from the name where the one before it ended.
    private static async Task AssertChainedAsync(TestTenant tenant, TestKey key, int renames)
    {
        var events = await tenant.EventsAsync(key);
        var steps = events.SkipLast(1).Reverse().Select(step => step.Split(" -> ")).ToArray();
        Assert.That(steps, Has.Length.EqualTo(renames));
        Assert.That(steps.Select(step => step[0]), Is.EqualTo(steps.SkipLast(1).Select(step => step[1]).Prepend("0")));
        Assert.That((await tenant.GetAsync(key)).Member("name"), Is.EqualTo(steps[^1][1]));
    }
}
