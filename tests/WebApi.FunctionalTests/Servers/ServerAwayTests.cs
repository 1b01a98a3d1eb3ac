using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>A node while the database server is away, and when it is back.</summary>
internal sealed class ServerAwayTests
{
    public const string Unavailable =
        """503 {"error":{"code":"unavailable","message":"The database cannot be reached, or is busy or full. Try again in a moment."}}""";

    private static PostgreSqlServer Server => PostgreSqlDatabases.Server;

    [Test]
    public async Task Start_WhileTheServerIsAway_AnswersUnavailableAndServesWhenItIsBack()
    {
        var database = await PostgreSqlDatabases.CreateAsync();
        await using var service = await StartWithoutServerAsync(database);
        using var anyone = service.ClientOf(null);
        try
        {
            await AssertAwayAsync(anyone);
            Assert.That(service.OwnerKey is null, "there is no key yet");
        }
        finally
        {
            await Server.StartAsync();
        }

        await Eventually.IsTrueAsync(() => service.OwnerKey is not null);
        using var owner = service.ClientOf(service.OwnerKey);
        Assert.That((await owner.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));
        Assert.That((await anyone.CallAsync("GET /health/ready")).Status, Is.EqualTo(200));
        Assert.That(service.Output.Split("Owner key (shown once): ").Length, Is.EqualTo(2), "it is shown once");
    }

    [Test]
    public async Task Start_WhileTheServerIsAway_EndsWhenItReturnsWithAnOlderSchema()
    {
        var database = await PostgreSqlDatabases.CreateEmptyAsync();
        await using var service = await StartWithoutServerAsync(database);
        await Server.StartAsync();

        Assert.That(await service.WaitForExitAsync(), Is.EqualTo(1));
        Assert.That(service.Output, Does.Contain("--migrate"));
        Assert.That(service.OwnerKey is null, "nothing is issued on an older schema");
    }

    [Test]
    public async Task Server_ThatGoesAwayWhileServing_IsUnavailableUntilItIsBack()
    {
        await using var service = await ServiceProcess.StartAsync(await PostgreSqlDatabases.CreateAsync());
        using var owner = service.ClientOf(service.OwnerKey);
        Assert.That((await owner.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));

        await Server.StopAsync(immediate: true);
        try
        {
            await AssertAwayAsync(owner);
        }
        finally
        {
            await Server.StartAsync();
        }

        Assert.That((await owner.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));
        Assert.That((await owner.CallAsync("GET /health/ready")).Status, Is.EqualTo(200));
    }

    private static async Task<ServiceProcess> StartWithoutServerAsync(string[] database)
    {
        await Server.StopAsync();
        try
        {
            return await ServiceProcess.StartAsync(database);
        }
        catch
        {
            await Server.StartAsync();
            throw;
        }
    }

    private static async Task AssertAwayAsync(HttpClient client)
    {
        var list = await client.CallAsync("GET /v1/api-keys");
        Assert.That(list.Text, Is.EqualTo(Unavailable));
        Assert.That(list["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
        Assert.That(list["Retry-After"], Does.Match("^[1-9][0-9]*$"));
        Assert.That((await client.CallAsync("GET /health/ready")).Status, Is.EqualTo(503));
        Assert.That((await client.CallAsync("GET /health/live")).Status, Is.EqualTo(200));
    }
}
