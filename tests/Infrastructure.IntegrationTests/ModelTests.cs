using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using ApiKeys.Infrastructure.Persistence.Providers.SqlServer;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>The migrations of all databases lead to the model, none lags behind. No server is needed for that.</summary>
public sealed class ModelTests
{
    private static readonly Dictionary<string, Func<ApiKeysDbContext>> Contexts = new()
    {
        [TestDatabases.Sqlite] = () => new SqliteDesignTimeFactory().CreateDbContext([]),
        [TestDatabases.PostgreSql] = () => new PostgreSqlDesignTimeFactory().CreateDbContext([]),
        [TestDatabases.SqlServer] = () => new SqlServerDesignTimeFactory().CreateDbContext([]),
    };

    private static IEnumerable<string> AllProviders => Contexts.Keys;

    [TestCaseSource(nameof(AllProviders))]
    public void Model_AgainstItsMigrations_HasNoPendingChange(string provider)
    {
        using var context = Contexts[provider]();
        Assert.That(context.Database.HasPendingModelChanges(), Is.False, "Run Providers/add-migration.sh.");
    }

    [TestCaseSource(nameof(AllProviders))]
    public void Migrations_OfEachDatabase_HaveTheSameNamesInTheSameOrder(string provider)
    {
        Assert.That(NamesOf(provider), Is.Not.Empty.And.EqualTo(NamesOf(TestDatabases.Sqlite)));
    }

    // A migration's id is its instant, an underscore and its name.
    private static string[] NamesOf(string provider)
    {
        using var context = Contexts[provider]();
        return
        [
            .. context.Database.GetMigrations().Select(id => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..]),
        ];
    }
}
