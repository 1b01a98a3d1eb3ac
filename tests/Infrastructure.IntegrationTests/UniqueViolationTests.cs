using ApiKeys.Infrastructure.IntegrationTests.SqlServer;
using ApiKeys.Infrastructure.Persistence.Providers;
using ApiKeys.Infrastructure.Persistence.Providers.SqlServer;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>How each database says that a unique index refuses a row.</summary>
[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class UniqueViolationTests(string provider)
{
    [TestCase("Held", "abcdefghijklmn")]
    [TestCase("Free", "zzzzzzzzzzzzzz")]
    public async Task Violation_OfAUniqueIndex_IsRecognized(string name, string selector)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(TestKeys.New("Held", selector: "zzzzzzzzzzzzzz"));

        var exception = await RefusalAsync(
            database,
            context => context.Keys.Add(TestKeys.New(name, selector: selector))
        );
        Assert.That(database.Provider.IsUniqueViolation(exception), Is.True);
        Assert.That(database.Provider.IsUnavailable(exception.InnerException!), Is.False);
    }

    [Test]
    public async Task Violation_OfAForeignKey_IsAnother()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var lost = TestKeys.New("Lost");

        var exception = await RefusalAsync(
            database,
            context => context.Events.Add(Persistence.AuditEvent.From(lost.Id, lost.Events[0]))
        );
        Assert.That(database.Provider.IsUniqueViolation(exception), Is.False);
    }

    private static async Task<DbUpdateException> RefusalAsync(
        TestDatabase database,
        Action<Persistence.ApiKeysDbContext> add
    )
    {
        await using var context = database.NewContext();
        add(context);
        return Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync())!;
    }
}

/// <summary>What SQL Server reports, told apart by its numbers.</summary>
public sealed class SqlServerErrorTests
{
    private static readonly DatabaseProvider Provider = new SqlServerProvider("Server=none");

    [TestCase(2601, true, TestName = "Duplicate_InAUniqueIndex_IsAUniqueViolation")]
    [TestCase(2627, true, TestName = "Duplicate_InAUniqueConstraint_IsAUniqueViolation")]
    [TestCase(547, false, TestName = "Violation_OfAForeignKeyInSqlServer_IsAnother")]
    public void Number_OfAFailedSave(int number, bool isUniqueViolation)
    {
        var exception = new DbUpdateException("refused", SqlErrors.Exception(number));
        Assert.That(Provider.IsUniqueViolation(exception), Is.EqualTo(isUniqueViolation));
    }

    [TestCase(1205, true, TestName = "Deadlock_OfSqlServer_IsUnavailable")]
    [TestCase(-2, true, TestName = "Timeout_OfSqlServer_IsUnavailable")]
    [TestCase(53, true, TestName = "SqlServer_ThatCannotBeReached_IsUnavailable")]
    [TestCase(207, false, TestName = "Column_MissingInSqlServer_IsAFault")]
    [TestCase(2601, false, TestName = "Duplicate_InSqlServer_IsNotUnavailable")]
    public void Number_OfAFailedCommand(int number, bool isUnavailable) =>
        Assert.That(Provider.IsUnavailable(SqlErrors.Exception(number)), Is.EqualTo(isUnavailable));
}
