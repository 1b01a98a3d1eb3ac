using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using ApiKeys.TestCommon;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>How the embedded database brings its file up to date at start.</summary>
public sealed class SqliteMigrationTests
{
    private const string Copies = "keys.db.before-migration-*";
    private TemporaryFolder folder = null!;

    private string DataSource => folder.File("keys.db");

    [SetUp]
    public void CreateFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task Migration_OfADatabaseThatIsUpToDate_ChangesNothing()
    {
        await MigrateAsync(NewContext());
        var before = await File.ReadAllBytesAsync(DataSource);
        await MigrateAsync(NewContext());

        Assert.That(await File.ReadAllBytesAsync(DataSource), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(folder.Path, Copies), Is.Empty);
    }

    [Test]
    public async Task Migration_OfADatabaseWithKeys_MakesACopyFirst()
    {
        await MigrateAsync(NewContext());
        await AddKeyAsync();
        await MigrateAsync(NewContextOfANewerVersion());

        var copy = Directory.GetFiles(folder.Path, Copies).Single();
        Assert.Multiple(() =>
        {
            Assert.That(Scalar(copy, "SELECT name FROM api_keys"), Is.EqualTo("Billing"));
            Assert.That(Scalar(copy, "SELECT COUNT(*) FROM __EFMigrationsHistory"), Is.EqualTo(1));
            Assert.That(Scalar(copy, "PRAGMA integrity_check"), Is.EqualTo("ok"));
            Assert.That(Scalar(DataSource, "SELECT COUNT(*) FROM __EFMigrationsHistory"), Is.EqualTo(2));
            Assert.That(Scalar(DataSource, "SELECT note FROM api_keys"), Is.EqualTo(""));
            Assert.That(PrivateFiles.IsOwnerOnly(copy), Is.True, "The copy holds what the database holds.");
        });
    }

    [Test]
    public async Task Migration_OfACopyPutBack_ReturnsToWriteAheadLogging()
    {
        await MigrateAsync(NewContext());
        await AddKeyAsync();
        await MigrateAsync(NewContextOfANewerVersion());
        File.Move(Directory.GetFiles(folder.Path, Copies).Single(), DataSource, overwrite: true);

        await MigrateAsync(NewContext());
        Assert.That(Scalar(DataSource, "PRAGMA journal_mode"), Is.EqualTo("wal"));
    }

    [Test]
    public async Task Migration_OfADatabaseWithoutKeys_MakesNoCopy()
    {
        await MigrateAsync(NewContext());
        await MigrateAsync(NewContextOfANewerVersion());

        Assert.That(Scalar(DataSource, "SELECT COUNT(*) FROM __EFMigrationsHistory"), Is.EqualTo(2));
        Assert.That(Directory.GetFiles(folder.Path, Copies), Is.Empty);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Migration_AfterAProcessWasKilledInItsFirst_IsNotBlocked(CancellationToken ct)
    {
        AbandonALock();
        await MigrateAsync(NewContext(), ct);

        Assert.That(Scalar(DataSource, "SELECT COUNT(*) FROM api_keys"), Is.Zero);
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Migration_AfterAProcessWasKilledInALaterOne_IsNotBlocked(CancellationToken ct)
    {
        await MigrateAsync(NewContext(), ct);
        AbandonALock();
        await MigrateAsync(NewContextOfANewerVersion(), ct);

        Assert.That(Scalar(DataSource, "SELECT COUNT(*) FROM __EFMigrationsHistory"), Is.EqualTo(2));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Migration_ByManyAtOnce_SucceedsForAll(CancellationToken ct)
    {
        await Task.WhenAll(Enumerable.Range(1, 6).Select(_ => Task.Run(() => MigrateAsync(NewContext(), ct), ct)));

        Assert.That(Scalar(DataSource, "SELECT COUNT(*) FROM __EFMigrationsHistory"), Is.EqualTo(1));
    }

    [Test]
    public async Task Start_OfTwoProcessesOnOneNewFile_SucceedsForBothAndOnePrintsTheOwnerKey()
    {
        var connection = $"--ConnectionStrings:ApiKeys=Data Source={DataSource}";
        var services = await Task.WhenAll(ServiceProcess.StartAsync(connection), ServiceProcess.StartAsync(connection));
        try
        {
            Assert.That(services.Count(service => service.OwnerKey is not null), Is.EqualTo(1));
        }
        finally
        {
            foreach (var service in services)
                await service.DisposeAsync();
        }
    }

    private static async Task MigrateAsync(SqliteApiKeysDbContext context, CancellationToken ct = default)
    {
        await using (context)
            await SqliteMigrator.MigrateAsync(context, context.Database.GetDbConnection().DataSource, ct);
    }

    private SqliteApiKeysDbContext NewContext() => new(OptionsFor(assembly: null).Options);

    /// <summary>The context of a later version of the service, which has one more migration.</summary>
    private SqliteApiKeysDbContext NewContextOfANewerVersion() =>
        new(OptionsFor(GetType().Assembly.GetName().Name).Options);

    private DbContextOptionsBuilder<SqliteApiKeysDbContext> OptionsFor(string? assembly) =>
        new DbContextOptionsBuilder<SqliteApiKeysDbContext>()
            .UseSqlite($"Data Source={DataSource};Pooling=False", sqlite => sqlite.MigrationsAssembly(assembly))
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .AddInterceptors(new AuditEventsInterceptor());

    private async Task AddKeyAsync()
    {
        await using var context = NewContext();
        context.Keys.Add(TestKeys.New("Billing"));
        await context.SaveChangesAsync();
    }

    // What EF leaves behind when its process dies in a migration.
    private void AbandonALock() =>
        Scalar(
            DataSource,
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-03-01 10:00:00+00:00');
            """
        );

    private static object? Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

[DbContext(typeof(SqliteApiKeysDbContext))]
[Migration("99990101000000_AddNote")]
internal sealed class AddNote : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.AddColumn<string>(name: "note", table: "api_keys", nullable: false, defaultValue: "");
}
