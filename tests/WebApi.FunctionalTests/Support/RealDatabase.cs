using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>A new, migrated database for processes of the real executable; removed with this object.</summary>
internal sealed class RealDatabase : IAsyncDisposable
{
    public const string Sqlite = "Sqlite";
    public const string PostgreSql = "PostgreSql";

    private readonly TemporaryFolder? folder;

    private RealDatabase(string[] arguments, TemporaryFolder? folder, PostgreSqlServer? server)
    {
        Arguments = arguments;
        this.folder = folder;
        Server = server;
    }

    /// <summary>What points the executable here.</summary>
    public string[] Arguments { get; }

    /// <summary>The server below it, if there is one.</summary>
    public PostgreSqlServer? Server { get; }

    public static async Task<RealDatabase> CreateAsync(string provider)
    {
        if (provider == Sqlite)
        {
            var folder = new TemporaryFolder();
            return new RealDatabase(
                ["--ConnectionStrings:ApiKeys", $"Data Source={folder.File("keys.db")}"],
                folder,
                null
            );
        }

        var server = await PostgreSqlServer.StartNewAsync(isDurable: true);
        var database = await server.CreateDatabaseAsync();
        string[] arguments = ["--Database:Provider", PostgreSql, "--ConnectionStrings:ApiKeys", database];
        var (exitCode, output) = await ServiceProcess.RunAsync(["--migrate", .. arguments]);
        return exitCode == 0
            ? new RealDatabase(arguments, null, server)
            : throw new InvalidOperationException($"The migration failed: {output}");
    }

    /// <summary>A process that serves this database.</summary>
    public Task<ServiceProcess> ServeAsync(params string[] more) => ServiceProcess.StartAsync([.. Arguments, .. more]);

    public async ValueTask DisposeAsync()
    {
        folder?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
