using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Application.Keys.Commands.RotateApiKey;
using ApiKeys.Application.Keys.Queries.GetApiKey;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Application.Keys.Queries.ListKeyEvents;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers.SqlServer;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.Infrastructure.IntegrationTests.SqlServer;

/// <summary>What SQL Server is sent is Transact-SQL by its grammar, which needs no server.</summary>
public sealed class StatementTests
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private static readonly KeyReference Key = new KeyReference.ById(Id);

    private RecordedServer server = null!;

    public static IEnumerable<TestCaseData> Operations()
    {
        yield return Sends("Issue", new IssueApiKeyCommand("New", ["read:chat"], null, null, null), "INSERT INTO");
        yield return Sends("Rename", new RenameApiKeyCommand(Key, "Invoices", VersionCondition.None), "UPDATE");
        yield return Sends(
            "RenameBySelector",
            new RenameApiKeyCommand(new KeyReference.BySelector("abcdefghijklmn"), "Invoices", VersionCondition.None),
            "UPDATE"
        );
        yield return Sends("Rotate", new RotateApiKeyCommand(Key, 60, VersionCondition.None), "UPDATE", "INSERT INTO");
        yield return Sends("Revoke", new RevokeApiKeyCommand(Key, VersionCondition.None), "UPDATE");
        yield return Sends("Get", new GetApiKeyQuery(Id), "SELECT TOP(2)");
        var cursor = new ApiKeyCursor(TestKeys.Start, Id).ToString();
        foreach (var status in (string[])["active", "expired", "rotated", "revoked"])
            yield return Sends($"List{status}", new ListApiKeysQuery(status, "main", "a%b", cursor, 10), "LIKE", "TOP");
        yield return Sends("ListEverything", new ListApiKeysQuery(null, null, null, null, null), "ORDER BY");
        yield return Sends("Page", new PageApiKeysQuery(1, 10, "a[b"), "COUNT(*)", "FETCH NEXT");
        yield return Sends("Events", new ListKeyEventsQuery(Id, new KeyEventCursor(5).ToString(), 10), "EXISTS", "TOP");
        yield return Runs(
            "Authenticate",
            Get<ICredentialReader>((reader, ct) => reader.FindAsync("abc", ct)),
            "TOP(2)"
        );
        yield return Runs("CountKeys", Get<IKeyCounter>((counter, ct) => counter.HasAnyAsync(ct)), "EXISTS");
        yield return Runs("WriteLastUses", Get<LastUseRecorder>(UseAsync), "UPDATE api_keys SET last_used_at");
        yield return Runs("FindRepeat", FindRepeatAsync, "[i].[caller_hash] =");
        yield return Runs("PurgeRepeats", PurgeAsync, "EXISTS", "DELETE FROM");
    }

    [SetUp]
    public void MakeServer() => server = new RecordedServer();

    [TestCaseSource(nameof(Operations))]
    public async Task Operation_OnSqlServer_SendsWellFormedStatements(
        Func<IServiceProvider, Task> operation,
        string[] expected
    )
    {
        await using var database = NewDatabase();
        await using (var scope = database.Services.CreateAsyncScope())
            await operation(scope.ServiceProvider);

        AssertWellFormed(expected);
    }

    [TestCase(2601)]
    [TestCase(2627)]
    public async Task Rename_ToATakenNameOnSqlServer_LooksForTheHolder(int error)
    {
        await using var database = NewDatabase();
        server.Refusal = SqlErrors.Exception(error);

        var renamed = await database.SendAsync(new RenameApiKeyCommand(Key, "Invoices", VersionCondition.None));

        Assert.That(renamed.Error, Is.TypeOf<NameConflictError>());
        AssertWellFormed("UPDATE", "[a].[revoked_at] IS NULL AND [a].[rotated_at] IS NULL");
    }

    [Test]
    public void MigrationScript_OfSqlServer_IsWellFormed()
    {
        var script = MigrationScript();
        Assert.That(script, Does.Contain("CREATE TABLE [api_keys]").And.Contain("WHERE revoked_at IS NULL"));
        Assert.That(TransactSql.ErrorsIn(script), Is.Empty);
    }

    [TestCase("CREATE TABLE [api_keys]", "CREATE TABEL [api_keys]")]
    [TestCase("WHERE revoked_at IS NULL", "WHERE revoked_at ISNULL")]
    [TestCase("COLLATE Latin1_General_100_BIN2", "COLLATE \"C\"")]
    public void MigrationScript_WhenBroken_IsFound(string part, string broken)
    {
        var script = MigrationScript().Replace(part, broken, StringComparison.Ordinal);
        Assert.That(TransactSql.ErrorsIn(script), Is.Not.Empty);
    }

    private static string MigrationScript()
    {
        using var context = new SqlServerDesignTimeFactory().CreateDbContext([]);
        return context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
    }

    private static TestCaseData Sends<T>(string name, MediatR.IRequest<T> request, params string[] expected) =>
        Runs(name, Get<MediatR.IMediator>((mediator, ct) => mediator.Send(request, ct)), expected);

    private static TestCaseData Runs(string name, Func<IServiceProvider, Task> operation, params string[] expected) =>
        new TestCaseData(operation, expected).SetArgDisplayNames(name);

    private static Func<IServiceProvider, Task> Get<TService>(Func<TService, CancellationToken, Task> use)
        where TService : notnull => services => use(services.GetRequiredService<TService>(), CancellationToken.None);

    private static Task UseAsync(LastUseRecorder recorder, CancellationToken ct)
    {
        recorder.Record(Id, TestKeys.Start);
        recorder.Record(Guid.CreateVersion7(), TestKeys.Start);
        return recorder.FlushAsync(ct);
    }

    private static Task FindRepeatAsync(IServiceProvider services)
    {
        services.GetRequiredService<IdempotentRequest>().Set("0123456789abcdef", [1]);
        return services.GetRequiredService<IIdempotentAnswers>().FindAsync<IssuedApiKey>(CancellationToken.None);
    }

    private static Task PurgeAsync(IServiceProvider services) =>
        ActivatorUtilities.CreateInstance<IdempotencyPurge>(services).PurgeAsync(CancellationToken.None);

    private TestDatabase NewDatabase() => TestDatabase.At(TestDatabases.SqlServer, "Server=none", server);

    private void AssertWellFormed(params string[] expected)
    {
        var sent = string.Join("\nGO\n", server.Statements);
        Assert.Multiple(() =>
        {
            foreach (var part in expected)
                Assert.That(sent, Does.Contain(part));
            foreach (var statement in server.Statements)
                Assert.That(TransactSql.ErrorsIn(statement), Is.Empty, statement);
        });
    }
}
