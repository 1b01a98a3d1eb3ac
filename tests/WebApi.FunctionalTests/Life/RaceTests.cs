using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Rotations that race with each other and with other changes of the same key.</summary>
internal sealed class RaceTests : ServiceFixture
{
    private const int Rounds = 100;

    private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["LastUse:FlushSeconds"] = "3600" };

    [Test]
    public async Task TwentyRotationsOfOneKeyAtOnce_MakeOneSuccessor()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Deploy");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tenant.TryRotateAsync(key)));

        var successor = Rotation.SuccessorIn(answers.Single(answer => answer.Status == 201));
        Assert.That(
            answers.Where(answer => answer.Status != 201).Select(answer => answer.Text),
            Has.Exactly(19)
                .EqualTo(
                    """409 {"error":{"code":"state_conflict","message":"Only an active key can be rotated; this one is rotated."}}"""
                )
        );
        Assert.That(await LiveAsync(tenant, "deploy"), Is.EqualTo(new[] { $"{successor.Id} Deploy" }));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.rotated", "api_key.issued" }));
    }

    [TestCase("After")]
    [TestCase("BEFORE")]
    public async Task ARotationRacingWithARename_LeavesBothDoneInOneOrderOrTheOther(string name)
    {
        string[] renamedThenRotated = ["api_key.rotated", $"Before -> {name}", "api_key.issued"];
        string[] rotatedThenRenamed = [$"Before -> {name}", "api_key.rotated", "api_key.issued"];
        for (var round = 0; round < Rounds; round++)
        {
            var tenant = await NewTenantAsync();
            var key = await tenant.IssueAsync("Before");

            var (rotated, renamed) = await RaceAsync(
                round,
                () => tenant.TryRotateAsync(key, graceSeconds: 60),
                () => tenant.RenameAsync(key, name)
            );

            var successor = Rotation.SuccessorIn(rotated);
            Assert.That(renamed.Status, Is.EqualTo(200), renamed.Text);
            var events = await tenant.EventsAsync(key);
            Assert.That(events, Is.EqualTo(renamedThenRotated).Or.EqualTo(rotatedThenRenamed));
            var inherited = events[0] == "api_key.rotated" ? name : "Before";
            Assert.That((await tenant.GetAsync(key)).Member("name"), Is.EqualTo(name));
            Assert.That((await tenant.GetAsync(key))["ETag"], Is.EqualTo("\"3\""));
            Assert.That(await LiveAsync(tenant, "e"), Does.Contain($"{successor.Id} {inherited}"));
            Assert.That(await tenant.EventsAsync(successor), Is.EqualTo(new[] { "api_key.issued" }));
        }
    }

    [Test]
    public async Task ARotationRacingWithARenameOfAnotherKeyToItsName_NeverLetsTheNameGo()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var tenant = await NewTenantAsync();
            var key = await tenant.IssueAsync("Deploy");
            var other = await tenant.IssueAsync("Other");

            var (rotated, renamed) = await RaceAsync(
                round,
                () => tenant.TryRotateAsync(key),
                () => tenant.RenameAsync(other, "DEPLOY")
            );

            var successor = Rotation.SuccessorIn(rotated);
            Assert.That(
                renamed.Text,
                Is.EqualTo(NativeRefusal.NameTaken(key)).Or.EqualTo(NativeRefusal.NameTaken(successor))
            );
            Assert.That(await LiveAsync(tenant, "deploy"), Is.EqualTo(new[] { $"{successor.Id} Deploy" }));
            Assert.That(await tenant.EventsAsync(other), Is.EqualTo(new[] { "api_key.issued" }));
        }
    }

    [Test]
    public async Task ARotationRacingWithARevoke_LeavesNoLiveKeyOnceTheSuccessorIsRevokedToo()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var tenant = await NewTenantAsync();
            var key = await tenant.IssueAsync("Deploy");

            var (rotated, revoked) = await RaceAsync(
                round,
                () => tenant.TryRotateAsync(key, graceSeconds: 60),
                () => tenant.RevokeAsync(key)
            );

            Assert.That(revoked.Status, Is.EqualTo(200), revoked.Text);
            var wasRotated = rotated.Status == 201;
            string[] expected = wasRotated
                ? ["api_key.revoked", "api_key.rotated", "api_key.issued"]
                : ["api_key.revoked", "api_key.issued"];
            Assert.That(await tenant.EventsAsync(key), Is.EqualTo(expected));
            Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(401));
            if (wasRotated)
            {
                var successor = Rotation.SuccessorIn(rotated);
                Assert.That(await tenant.StatusOfTokenAsync(successor), Is.EqualTo(403));
                Assert.That((await tenant.RevokeAsync(successor)).Status, Is.EqualTo(200));
                Assert.That(await tenant.StatusOfTokenAsync(successor), Is.EqualTo(401));
            }
            else
            {
                Assert.That(rotated.Text, Does.StartWith("409 ").And.Contain("this one is revoked"));
            }

            Assert.That(await LiveAsync(tenant, "deploy"), Is.Empty);
        }
    }

    // The one that is asked first has a head start, so they take turns.
    private static async Task<(Answer First, Answer Second)> RaceAsync(
        int round,
        Func<Task<Answer>> first,
        Func<Task<Answer>> second
    )
    {
        Func<Task<Answer>>[] order = round % 2 == 0 ? [first, second] : [second, first];
        var answers = await Task.WhenAll(order.Select(call => call()));
        return round % 2 == 0 ? (answers[0], answers[1]) : (answers[1], answers[0]);
    }

    /// <summary>Id and name of the active keys whose name holds <paramref name="part"/>.</summary>
    private static async Task<string[]> LiveAsync(TestTenant tenant, string part)
    {
        var list = await tenant.Client.CallAsync($"GET /v1/api-keys?status=active&search={part}");
        return
        [
            .. list
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(item => $"{item.GetProperty("id")} {item.GetProperty("name")}"),
        ];
    }
}
