using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>How often a request waits for the database server.</summary>
internal sealed class RoundTripTests
{
    [Test]
    public async Task Rename_WithAWarmCredentialCache_IsThreeRoundTrips()
    {
        var connectionString = await PostgreSqlDatabases.Server.CreateDatabaseAsync();
        await using var proxy = new RoundTripProxy(PostgreSqlDatabases.Server.Port);
        var database = PostgreSqlDatabases.ArgumentsFor(
            connectionString.Replace(
                $"Port={PostgreSqlDatabases.Server.Port}",
                $"Port={proxy.Port}",
                StringComparison.Ordinal
            )
        );
        await ServiceProcess.RunAsync(["--migrate", .. database]);
        await using var service = await ServiceProcess.StartAsync([
            .. database,
            "--CredentialCache:LifetimeSeconds",
            "60",
            "--LastUse:FlushSeconds",
            "3600",
        ]);
        using var owner = service.ClientOf(service.OwnerKey);
        var issued = await owner.CallAsync("POST /v1/api-keys", """{"name":"Before","scopes":["read:chat"]}""");
        var path = $"PATCH /v1/api-keys/{issued.Member("id")}";
        await owner.CallAsync(path, """{"name":"First"}""");

        var before = proxy.RoundTrips;
        var renamed = await owner.CallAsync(path, """{"name":"Second"}""");
        var roundTrips = proxy.RoundTrips - before;

        Assert.That(renamed.Status, Is.EqualTo(200));
        // The read of the key; begin, update and event together; the commit.
        Assert.That(roundTrips, Is.EqualTo(3));
    }
}
