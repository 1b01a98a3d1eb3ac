using System.Security.Cryptography;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;

namespace ApiKeys.Infrastructure.IntegrationTests.Credentials;

/// <summary>How long authentication uses what it has read of a key.</summary>
public sealed class CredentialCacheTests
{
    private readonly CredentialReads reads = new();
    private readonly MonotonicClock clock = new();
    private TestDatabase database = null!;
    private ApiKey key = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase()
    {
        database = await TestDatabase.CreateAsync(TestDatabases.Sqlite, reads);
        key = TestKeys.New("Deploy");
        await database.AddAsync(key);
    }

    [OneTimeTearDown]
    public async Task RemoveDatabase() => await database.DisposeAsync();

    [Test]
    public async Task WithinTheLifetime_AKeyIsReadOnce()
    {
        var cache = NewCache(lifetimeSeconds: 1);

        await FindAsync(cache, advance: 0);
        Assert.That(await ReadsAsync(() => FindAsync(cache, advance: 0.999)), Is.Zero);
        Assert.That(await ReadsAsync(() => FindAsync(cache, advance: 0.001)), Is.EqualTo(1));
    }

    [Test]
    public async Task TheLifetime_CountsFromBeforeTheReadBegan()
    {
        var cache = NewCache(lifetimeSeconds: 1);
        var hold = reads.HoldNext();
        var slow = cache.FindAsync(key.Selector, default);
        await hold.Reached;
        clock.Advance(0.9);
        hold.Release();
        await slow;

        Assert.That(await ReadsAsync(() => FindAsync(cache, advance: 0.099)), Is.Zero);
        Assert.That(await ReadsAsync(() => FindAsync(cache, advance: 0.001)), Is.EqualTo(1));
    }

    [Test]
    public async Task ARead_ThatTakesTooLong_IsNotWaitedForAndCountsAsAnUnavailableDatabase()
    {
        var cache = NewCache(lifetimeSeconds: 1);
        var hold = reads.HoldNext();
        var slow = cache.FindAsync(key.Selector, default);
        await hold.Reached;

        var late = Assert.ThrowsAsync<TimeoutException>(() => slow.WaitAsync(CredentialCache.Patience * 2));
        Assert.That(database.Services.GetRequiredService<IDatabaseFaults>().IsUnavailable(late!), Is.True);
        hold.Release();
    }

    [Test]
    public async Task ARead_ThatTookLongerThanTheLifetime_IsNotUsedAgain()
    {
        var cache = NewCache(lifetimeSeconds: 1);
        var hold = reads.HoldNext();
        var slow = cache.FindAsync(key.Selector, default);
        await hold.Reached;
        clock.Advance(1);
        hold.Release();
        await slow;

        Assert.That(await ReadsAsync(() => FindAsync(cache, advance: 0)), Is.EqualTo(1));
    }

    [Test]
    public async Task ALifetimeOfZero_ReadsEveryTime()
    {
        var cache = NewCache(lifetimeSeconds: 0);

        Assert.That(await ReadsAsync(() => FindAsync(cache, advance: 0), times: 3), Is.EqualTo(3));
        Assert.That(cache.Count, Is.Zero);
    }

    [Test]
    public async Task Forgetting_ConcernsOneSelector()
    {
        var other = TestKeys.New("Other");
        await database.AddAsync(other);
        var cache = NewCache(lifetimeSeconds: 1);
        await cache.FindAsync(key.Selector, default);
        await cache.FindAsync(other.Selector, default);

        cache.Forget(key.Selector);

        Assert.That(await ReadsAsync(() => cache.FindAsync(key.Selector, default)), Is.EqualTo(1));
        // One in 4096 shares its counter with the other and is read again, which is only a read more.
        Assert.That(await ReadsAsync(() => cache.FindAsync(other.Selector, default)), Is.LessThanOrEqualTo(1));
    }

    [Test]
    public async Task WhatHasOutlivedItself_IsSweptByTheNextRead()
    {
        const int Keys = 20;
        var keys = Enumerable.Range(0, Keys).Select(i => TestKeys.New($"Swept {i}")).ToArray();
        await database.AddAsync(keys);
        var cache = NewCache(lifetimeSeconds: 1);
        foreach (var each in keys)
            await cache.FindAsync(each.Selector, default);
        Assert.That(cache.Count, Is.EqualTo(Keys));

        await FindAsync(cache, advance: 1);

        Assert.That(cache.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task AFloodOfUnknownTokens_TakesNoMemory()
    {
        const int Flood = 2000;
        var cache = NewCache(lifetimeSeconds: 60);
        var authenticator = AuthenticatorOn(cache);

        var flooded = await ReadsAsync(() => authenticator.CheckAsync(RandomToken().Reveal(), default).AsTask(), Flood);

        Assert.That((flooded, cache.Count), Is.EqualTo((Flood, 0)));
    }

    [Test]
    public async Task AWrongChecksum_NeverReachesTheDatabase()
    {
        var authenticator = AuthenticatorOn(NewCache(lifetimeSeconds: 1));
        var token = RandomToken().Reveal();
        var wrong = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');

        Assert.That(await ReadsAsync(() => authenticator.CheckAsync(wrong, default).AsTask(), times: 10), Is.Zero);
        Assert.That(await ReadsAsync(() => authenticator.CheckAsync(token, default).AsTask()), Is.EqualTo(1));
    }

    [Test]
    public async Task ExpiryAndEndOfGrace_AreExactWhateverIsKept()
    {
        var cache = NewCache(lifetimeSeconds: 60);
        var authenticator = AuthenticatorOn(cache);
        var (expiring, expiringToken) = NewKey("Expiring", TestKeys.Start.AddSeconds(1));
        var (rotated, rotatedToken) = NewKey("Rotated", expiresAt: null);
        await database.AddAsync(expiring, rotated);
        await database.RotateAsync(rotated.Id, TimeSpan.FromSeconds(1));
        Assert.That(await VerdictsAsync(), Is.EqualTo((KeyVerdict.Accepted, KeyVerdict.Accepted)));
        database.Clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.That(await VerdictsAsync(), Is.EqualTo((KeyVerdict.Accepted, KeyVerdict.Accepted)));
        database.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var read = await ReadsAsync(async () =>
            Assert.That(await VerdictsAsync(), Is.EqualTo((KeyVerdict.Expired, KeyVerdict.Rotated)))
        );

        Assert.That(read, Is.Zero, "what was judged was kept");

        async Task<(KeyVerdict, KeyVerdict)> VerdictsAsync() =>
            (
                (await authenticator.CheckAsync(expiringToken, default)).Verdict,
                (await authenticator.CheckAsync(rotatedToken, default)).Verdict
            );
    }

    private CredentialCache NewCache(double lifetimeSeconds) =>
        new(
            database.Services.GetRequiredService<CredentialReader>(),
            Options.Create(new CredentialCacheOptions { LifetimeSeconds = lifetimeSeconds }),
            clock
        );

    private ApiKeyAuthenticator AuthenticatorOn(CredentialCache cache) =>
        new(cache, Mock.Of<ILastUseRecorder>(), database.Clock);

    private async Task FindAsync(CredentialCache cache, double advance)
    {
        clock.Advance(advance);
        var found = await cache.FindAsync(key.Selector, default);
        Assert.That(found?.Id, Is.EqualTo(key.Id));
    }

    private async Task<int> ReadsAsync(Func<Task> action, int times = 1)
    {
        var before = reads.Count;
        for (var i = 0; i < times; i++)
            await action();
        return reads.Count - before;
    }

    private static (ApiKey Key, string Token) NewKey(string name, DateTimeOffset? expiresAt)
    {
        var token = RandomToken();
        var grant = new ApiKeyGrant("org", "main", KeyEnvironment.Live, TestKeys.Name(name), [], expiresAt);
        return (
            ApiKey.Issue(Guid.CreateVersion7(), token, grant, TestKeys.Actor, TestKeys.Start),
            token.RevealDialNexa()
        );
    }

    private static KeyToken RandomToken() =>
        KeyToken.Create(
            KeyEnvironment.Live,
            RandomNumberGenerator.GetString(KeyToken.SelectorAlphabet, KeyToken.SelectorLength),
            RandomNumberGenerator.GetString(KeyToken.VerifierAlphabet, KeyToken.VerifierLength)
        );
}
