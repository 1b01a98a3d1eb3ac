using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Application.Keys.Commands.RotateApiKey;
using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.Infrastructure.IntegrationTests.PostgreSql;

/// <summary>Commits that the server breaks off, or whose outcome gets lost: each change is made once and answered as made.</summary>
public sealed class FaultTests
{
    public enum Operation
    {
        Issue,
        Rename,
        Rotate,
        Revoke,
    }

    public enum Fault
    {
        Deadlock,
        SerializationFailure,
        CutBeforeTheCommit,
        CutAfterTheCommit,
        CutAfterTheCommitAndOnceMore,
    }

    [Test]
    public async Task Change_DuringAFault_IsMadeOnceAndAnsweredAsMade(
        [Values] Operation operation,
        [Values] Fault fault
    )
    {
        var cut = new ConnectionCut();
        await using var database = await TestDatabase.CreateAsync(TestDatabases.PostgreSql, cut);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        await ArrangeAsync(fault, cut, database);
        var (changedId, token) = await ActAsync(operation, database, key);

        var expected = operation switch
        {
            Operation.Issue => [],
            Operation.Rename => ["2 api_key.renamed"],
            Operation.Rotate => ["2 api_key.rotated"],
            _ => (string[])["2 api_key.revoked"],
        };
        Assert.That(await database.AuditAsync(key.Id), Is.EqualTo(["1 api_key.issued", .. expected]));
        Assert.That(await FaultsAsync(fault, cut, database), Is.Positive, "There was no fault.");
        if (token is null)
            return;
        Assert.That(await database.AuditAsync(changedId), Is.EqualTo(["1 api_key.issued"]));
        Assert.That(await VerdictAsync(database, token), Is.EqualTo(KeyVerdict.Accepted), "The secret must work.");
    }

    [Test]
    public async Task Rename_WhenItsCommitWasLostAndAnotherRenameFollowed_IsStillAnsweredAsMade()
    {
        var cut = new ConnectionCut();
        await using var database = await TestDatabase.CreateAsync(TestDatabases.PostgreSql, cut);
        var key = TestKeys.New("Billing");
        await database.AddAsync(key);

        cut.AfterTheCommit = () => database.ChangeAsync(key.Id, loaded => loaded.Rename("By another"));
        var (_, _) = await ActAsync(Operation.Rename, database, key);

        Assert.That((await database.ReadAsync(key.Id)).Name.Value, Is.EqualTo("By another"));
        Assert.That(
            await database.AuditAsync(key.Id),
            Is.EqualTo(["1 api_key.issued", "2 api_key.renamed", "3 api_key.renamed"])
        );
    }

    private static async Task ArrangeAsync(Fault fault, ConnectionCut cut, TestDatabase database)
    {
        switch (fault)
        {
            case Fault.Deadlock:
                await RefuseTwiceAsync(database, "40P01");
                break;
            case Fault.SerializationFailure:
                await RefuseTwiceAsync(database, "40001");
                break;
            case Fault.CutBeforeTheCommit:
                cut.BeforeTheCommit = true;
                break;
            case Fault.CutAfterTheCommit:
                cut.AfterTheCommit = () => Task.CompletedTask;
                break;
            case Fault.CutAfterTheCommitAndOnceMore:
                cut.AfterTheCommit = () => Task.CompletedTask;
                cut.NextCommandToo = true;
                break;
        }
    }

    // A sequence goes on in spite of a rollback, so that it counts the tries.
    private static Task RefuseTwiceAsync(TestDatabase database, string sqlState) =>
        PostgreSqlServer.ExecuteAsync(
            database.ConnectionString,
            $"""
            CREATE SEQUENCE tries;
            CREATE FUNCTION refuse_twice() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'injected' USING ERRCODE = '{sqlState}'; END IF;
                RETURN NEW;
            END $body$;
            CREATE TRIGGER refuse_twice BEFORE INSERT ON api_key_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_twice();
            """
        );

    private static async Task<long> FaultsAsync(Fault fault, ConnectionCut cut, TestDatabase database) =>
        fault is Fault.Deadlock or Fault.SerializationFailure
            ? (long)(await PostgreSqlServer.ScalarAsync(database.ConnectionString, "SELECT last_value - 1 FROM tries"))!
            : cut.Count;

    /// <summary>The key that was made, with its token, or the key that was changed.</summary>
    private static async Task<(Guid Id, string? Token)> ActAsync(Operation operation, TestDatabase database, ApiKey key)
    {
        var reference = new KeyReference.ById(key.Id);
        switch (operation)
        {
            case Operation.Issue:
                var issued = await database.SendAsync(new IssueApiKeyCommand("New", ["read:chat"], null, null, null));
                return (issued.Value.Id, issued.Value.Token.Reveal());
            case Operation.Rotate:
                var rotated = await database.SendAsync(new RotateApiKeyCommand(reference, 60, VersionCondition.None));
                return (rotated.Value.NewKey.Id, rotated.Value.NewKey.Token.Reveal());
            case Operation.Rename:
                var renamed = await database.SendAsync(
                    new RenameApiKeyCommand(reference, "Invoices", VersionCondition.None)
                );
                Assert.That(renamed.Value.Name, Is.EqualTo("Invoices"));
                return (key.Id, null);
            default:
                var revoked = await database.SendAsync(new RevokeApiKeyCommand(reference, VersionCondition.None));
                Assert.That(revoked.Value.Id, Is.EqualTo(key.Id));
                return (key.Id, null);
        }
    }

    private static async Task<KeyVerdict> VerdictAsync(TestDatabase database, string token)
    {
        var authenticator = new ApiKeyAuthenticator(
            database.Services.GetRequiredService<ICredentialReader>(),
            database.Services.GetRequiredService<ILastUseRecorder>(),
            database.Clock
        );
        return (await authenticator.CheckAsync(token, CancellationToken.None)).Verdict;
    }
}
