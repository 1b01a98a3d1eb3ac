using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.Infrastructure.IntegrationTests.Credentials;

/// <summary>Authentication at the moment when a key ends, on the node that ends it.</summary>
[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class RevocationRaceTests(string provider)
{
    private static readonly Dictionary<string, Func<ApiKey, Result>> Ends = new()
    {
        ["revoke"] = key => key.Revoke(),
        ["rename"] = key => key.Rename("After"),
    };

    private CredentialReads reads = null!;
    private TestDatabase database = null!;

    private CredentialCache Cache => database.Services.GetRequiredService<CredentialCache>();

    [SetUp]
    public async Task CreateDatabase()
    {
        reads = new CredentialReads();
        database = await TestDatabase.CreateAsync(provider, reads);
    }

    [TearDown]
    public async Task RemoveDatabase() => await database.DisposeAsync();

    [TestCase("revoke")]
    [TestCase("rename")]
    public async Task AReadThatBeganBeforeAChange_IsNotKeptAfterIt(string change)
    {
        var key = await NewKeyAsync();
        var hold = reads.HoldNext();
        var early = Cache.FindAsync(key.Selector, default);
        await hold.Reached;

        var changed = await database.ChangeAsync(key.Id, Ends[change]);
        hold.Release();

        Assert.That(changed.IsFailure, Is.False);
        Assert.That((await early)!.Version, Is.EqualTo(1), "the early read saw the row before the change");
        Assert.That((await Cache.FindAsync(key.Selector, default))!.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task AKeptKey_IsReadAgainAfterItsRevocation()
    {
        var key = await NewKeyAsync();
        await Cache.FindAsync(key.Selector, default);
        await Cache.FindAsync(key.Selector, default);
        Assert.That(reads.Count, Is.EqualTo(1), "it was kept");

        await database.ChangeAsync(key.Id, changed => changed.Revoke());

        Assert.That((await Cache.FindAsync(key.Selector, default))!.RevokedAt, Is.Not.Null);
    }

    [Test]
    public async Task AKeptKey_IsReadAgainAfterItsRotation()
    {
        var key = await NewKeyAsync();
        await Cache.FindAsync(key.Selector, default);

        await database.RotateAsync(key.Id);

        Assert.That((await Cache.FindAsync(key.Selector, default))!.RotatedAt, Is.Not.Null);
    }

    private async Task<ApiKey> NewKeyAsync()
    {
        var key = TestKeys.New("Before");
        await database.AddAsync(key);
        return key;
    }
}
