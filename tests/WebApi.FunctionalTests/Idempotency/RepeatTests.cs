using ApiKeys.Infrastructure.Persistence;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.WebApi.FunctionalTests.Idempotency;

/// <summary>A repeated request gets the first answer, secret included, and makes nothing.</summary>
internal sealed class RepeatTests : ServiceFixture
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [TestCaseSource(typeof(Repeat), nameof(Repeat.Operations))]
    public async Task Repeats_OneAfterTheOther_GetTheFirstAnswerAndMakeOneKey(string operation)
    {
        var (tenant, target) = await ReadyAsync();
        var repeat = Repeat.Of(operation, target);

        var first = await repeat.SendAsync(tenant.Client);
        Answer[] later = [await repeat.SendAsync(tenant.Client), await repeat.SendAsync(tenant.Client)];

        Repeat.AssertIdentical(first, later);
        Assert.That(first["ETag"] is not null, Is.EqualTo(operation == Repeat.Issue), "ETag");
        await AssertOneWasMadeAsync(tenant, target, operation);
    }

    [TestCaseSource(typeof(Repeat), nameof(Repeat.Operations))]
    public async Task Repeats_AllAtOnce_GetOneAnswerAndMakeOneKey(string operation)
    {
        var (tenant, target) = await ReadyAsync();
        var repeat = Repeat.Of(operation, target);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => repeat.SendAsync(tenant.Client)));

        Repeat.AssertIdentical(answers[0], answers);
        await AssertOneWasMadeAsync(tenant, target, operation);
    }

    [TestCaseSource(typeof(Repeat), nameof(Repeat.Operations))]
    public async Task ARepeat_AfterTheKeyWasRenamedAndRevoked_GetsTheFirstAnswer(string operation)
    {
        var (tenant, target) = await ReadyAsync();
        var repeat = Repeat.Of(operation, target);
        var first = await repeat.SendAsync(tenant.Client);
        var made = await NewestAsync(tenant);
        await tenant.RenameAsync(made, "Renamed since");

        Repeat.AssertIdentical(first, await repeat.SendAsync(tenant.Client));
        await tenant.RevokeAsync(made);
        Repeat.AssertIdentical(first, await repeat.SendAsync(tenant.Client));
    }

    [Test]
    public async Task ARepeat_AfterTheExpiryItAskedFor_GetsTheFirstAnswer()
    {
        var (tenant, target) = await ReadyAsync();
        var body = $$"""{"name":"Short","scopes":["read:chat"],"expiresAt":"{{At(TimeSpan.FromMinutes(1))}}"}""";
        var repeat = Repeat.Of(Repeat.Issue, target) with { Body = body };
        var first = await repeat.SendAsync(tenant.Client);
        Service.Clock.Advance(TimeSpan.FromMinutes(2));

        Repeat.AssertIdentical(first, await repeat.SendAsync(tenant.Client));
    }

    [Test]
    public async Task ARepeatOfARotation_UnderItsIfMatch_GetsTheFirstAnswerAndNotAStalePrecondition()
    {
        var (tenant, target) = await ReadyAsync();
        var repeat = Repeat.Of(Repeat.Rotate, target);
        var first = await repeat.SendAsync(tenant.Client, ("If-Match", "\"1\""));

        Repeat.AssertIdentical(first, await repeat.SendAsync(tenant.Client, ("If-Match", "\"1\"")));
    }

    [Test]
    public async Task ARepeatOfAKeysOwnRotation_InItsGrace_GetsTheFirstAnswer()
    {
        var tenant = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Rotate, tenant.Owner);
        var first = await repeat.SendAsync(tenant.Client);

        Repeat.AssertIdentical(first, await repeat.SendAsync(tenant.Client));
    }

    [Test]
    public async Task TheSameHeader_FromAnotherCaller_IsAnotherRequest()
    {
        var (tenant, target) = await ReadyAsync();
        var colleague = await tenant.IssueAsync("Colleague", "\"scopes\":[\"*\"]");
        var stranger = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Issue, target);

        var mine = await repeat.SendAsync(tenant.Client);
        var theirs = await repeat.SendAsync(tenant.ClientOf(colleague));
        var foreign = await repeat.SendAsync(stranger.Client);

        Assert.That(mine.Status, Is.EqualTo(201));
        Assert.That(theirs.Status, Is.EqualTo(409), "its own request, which finds the name taken");
        Assert.That(theirs.Body, Does.Contain("name_conflict"));
        Assert.That(foreign.Status, Is.EqualTo(201));
        Assert.That(foreign.Body == mine.Body, Is.False, "another tenant gets a key of its own");
    }

    [Test]
    public async Task AfterTenMinutes_TheRequestIsHandledAnew()
    {
        var (tenant, target) = await ReadyAsync();
        var repeat = Repeat.Of(Repeat.Issue, target);
        var first = await repeat.SendAsync(tenant.Client);
        await tenant.RenameAsync(await NewestAsync(tenant), "Out of the way");

        Service.Clock.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Repeat.AssertIdentical(first, await repeat.SendAsync(tenant.Client));
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var second = await repeat.SendAsync(tenant.Client);

        Assert.That(second.Status, Is.EqualTo(201));
        Assert.That(second.Body == first.Body, Is.False, "a new key");
        Repeat.AssertIdentical(second, await repeat.SendAsync(tenant.Client));
    }

    [Test]
    public async Task Purge_RemovesWhatIsTenMinutesOld_AndOnlyThat()
    {
        await using var service = new TestService();
        var tenant = await TestTenant.CreateAsync(service, "acme", "main");
        var repeats = new[] { "Old", "New" }.Select(name => Repeat.Of(Repeat.Issue, tenant.Owner, name)).ToArray();
        var purge = service.Services.GetRequiredService<IdempotencyPurge>();
        await repeats[0].SendAsync(tenant.Client);
        service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await repeats[1].SendAsync(tenant.Client);

        Assert.That(await purge.PurgeAsync(default), Is.Zero);
        service.Clock.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.That(await purge.PurgeAsync(default), Is.EqualTo(1));
        Assert.That(await purge.PurgeAsync(default), Is.Zero);

        var contexts = service.Services.GetRequiredService<IDbContextFactory<ApiKeysDbContext>>();
        await using var context = await contexts.CreateDbContextAsync();
        Assert.That(await context.IdempotencyRecords.CountAsync(), Is.EqualTo(1));
    }

    private async Task<(TestTenant Tenant, TestKey Target)> ReadyAsync()
    {
        var tenant = await NewTenantAsync();
        return (tenant, await tenant.IssueAsync("Target"));
    }

    private static async Task AssertOneWasMadeAsync(TestTenant tenant, TestKey target, string operation)
    {
        Assert.That(await Repeat.CountMadeAsync(tenant.Client, target), Is.EqualTo(1));
        string[] expected = operation == Repeat.Rotate ? ["api_key.rotated", "api_key.issued"] : ["api_key.issued"];
        Assert.That(await tenant.EventsAsync(target), Is.EqualTo(expected));
    }

    private static async Task<TestKey> NewestAsync(TestTenant tenant)
    {
        var list = await tenant.Client.CallAsync("GET /v1/api-keys?limit=1");
        return new TestKey(list.Json.GetProperty("items")[0].GetProperty("id").GetString()!, "");
    }
}
