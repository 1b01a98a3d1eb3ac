using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>One PostgreSQL for the tests of this folder; its commits reach the disk.</summary>
[SetUpFixture]
internal sealed class PostgreSqlDatabases
{
    public static PostgreSqlServer Server { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => Server = await PostgreSqlServer.StartNewAsync(isDurable: true);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }

    /// <summary>The arguments that point the executable to a new database without a schema.</summary>
    public static async Task<string[]> CreateEmptyAsync() => ArgumentsFor(await Server.CreateDatabaseAsync());

    /// <summary>The arguments that point the executable to a new migrated database.</summary>
    public static async Task<string[]> CreateAsync()
    {
        var arguments = await CreateEmptyAsync();
        var (exitCode, output) = await ServiceProcess.RunAsync(["--migrate", .. arguments]);
        return exitCode == 0 ? arguments : throw new InvalidOperationException($"The migration failed: {output}");
    }

    public static string[] ArgumentsFor(string connectionString) =>
        ["--Database:Provider", "PostgreSql", "--ConnectionStrings:ApiKeys", connectionString];
}
