using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;
using ApiKeys.TestCommon;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace ApiKeys.Infrastructure.IntegrationTests.PostgreSql;

/// <summary>How a server's schema is brought up to date by the executable, and what a node makes of one that is not.</summary>
public sealed class SchemaTests
{
    private const string History = "\"__EFMigrationsHistory\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly int All = MigrationsOfThisVersion();

    private DatabasePlace place = null!;

    private string[] Database =>
        ["--Database:Provider", "PostgreSql", "--ConnectionStrings:ApiKeys", place.ConnectionString];

    [SetUp]
    public async Task CreateDatabase() => place = await TestDatabases.CreatePlaceAsync(TestDatabases.PostgreSql);

    [TearDown]
    public Task RemoveDatabase() => place.RemoveAsync();

    [Test]
    public async Task Migration_Twice_DoesNothingTheSecondTime()
    {
        Assert.That(await MigrateAsync(), Is.EqualTo((0, $"Applied {All} migration(s).\n")));
        Assert.That(await MigrateAsync(), Is.EqualTo((0, "The schema is up to date.\n")));
        Assert.That(await CountAsync(History), Is.EqualTo(All));
    }

    [Test]
    public async Task Migration_OverExistingKeys_KeepsThem()
    {
        await MigrateAsync();
        await using (var context = NewContext(assembly: null))
        {
            context.Keys.Add(TestKeys.New("Billing"));
            await context.SaveChangesAsync();
        }

        await MigrateAsync();
        await using (var newer = NewContext(GetType().Assembly.GetName().Name))
            await new PostgreSqlProvider(place.ConnectionString).MigrateAsync(newer, CancellationToken.None);

        Assert.That(await ScalarAsync("SELECT name || note FROM api_keys"), Is.EqualTo("Billing, with a note"));
        Assert.That(await CountAsync(History), Is.EqualTo(All + 1));
        Assert.That(await CountAsync("api_key_events"), Is.EqualTo(1));
    }

    [Test]
    public async Task Migration_ByTwoProcessesAtOnce_SucceedsForBoth()
    {
        var both = await Task.WhenAll(MigrateAsync(), MigrateAsync());

        Assert.That(both.Select(result => result.ExitCode), Is.All.Zero, string.Join('\n', both));
        Assert.That(await CountAsync(History), Is.EqualTo(All));
        Assert.That(await CountAsync("api_keys"), Is.Zero);
    }

    [Test]
    public async Task Migration_AfterOneWasKilledHalfWay_Succeeds()
    {
        await using (var blocker = new NpgsqlConnection(place.ConnectionString))
        {
            // Holds the name of the second table, so that the migration stops after the first.
            await blocker.OpenAsync();
            await using var holding = await blocker.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("CREATE TABLE api_key_events (id int)", blocker);
            await hold.ExecuteNonQueryAsync();

            await using var migration = ServiceProcess.Launch(["--migrate", .. Database]);
            await UntilAsync("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted");
            await migration.KillAsync();
            await holding.RollbackAsync();
        }

        Assert.That(await MigrateAsync(), Is.EqualTo((0, $"Applied {All} migration(s).\n")));
        Assert.That(await CountAsync("api_key_events"), Is.Zero);
        Assert.That(await CountAsync(History), Is.EqualTo(All));
    }

    [Test]
    public async Task Start_OnAnOlderSchema_EndsAndSaysWhatToRun()
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(["--urls", "http://127.0.0.1:0", .. Database]);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("--migrate").And.Not.Contain("   at "));
        Assert.That(await CountAsync("pg_tables WHERE schemaname = 'public'"), Is.Zero, "It must not migrate.");
    }

    [Test]
    public async Task Start_OnANewerSchema_Serves()
    {
        await MigrateAsync();
        await ScalarAsync($"INSERT INTO {History} VALUES ('99990101000000_FromTheFuture', '99.0.0')");

        await using var service = await ServiceProcess.StartAsync(Database);
        using var owner = service.ClientOf(service.OwnerKey);
        Assert.That((await owner.CallAsync("GET /v1/api-keys")).Status, Is.EqualTo(200));
        Assert.That((await owner.CallAsync("GET /health/ready")).Status, Is.EqualTo(200));
    }

    private Task<(int ExitCode, string Output)> MigrateAsync() => ServiceProcess.RunAsync(["--migrate", .. Database]);

    private static int MigrationsOfThisVersion()
    {
        using var context = new PostgreSqlDesignTimeFactory().CreateDbContext([]);
        return context.Database.GetMigrations().Count();
    }

    private PostgreSqlApiKeysDbContext NewContext(string? assembly) =>
        new(
            new DbContextOptionsBuilder<PostgreSqlApiKeysDbContext>()
                .UseNpgsql(place.ConnectionString, npgsql => npgsql.MigrationsAssembly(assembly))
                .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
                .AddInterceptors(new AuditEventsInterceptor())
                .Options
        );

    private Task<object?> ScalarAsync(string sql) => PostgreSqlServer.ScalarAsync(place.ConnectionString, sql);

    private Task<object?> CountAsync(string rows) => ScalarAsync($"SELECT count(*) FROM {rows}");

    private async Task UntilAsync(string condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await ScalarAsync(condition) is not true)
            await timer.WaitForNextTickAsync(timeout.Token);
    }
}

/// <summary>A migration of a later version of the service.</summary>
[DbContext(typeof(PostgreSqlApiKeysDbContext))]
[Migration("99990101000000_AddNote")]
internal sealed class AddNoteOnPostgreSql : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.AddColumn<string>("note", "api_keys", nullable: false, defaultValue: ", with a note");
}
