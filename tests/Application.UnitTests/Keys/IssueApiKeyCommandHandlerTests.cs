using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Application.UnitTests;

public sealed class IssueApiKeyCommandHandlerTests
{
    private static readonly IssueApiKeyCommand Command = new("Prod", ["read:chat"], null, null, null);

    [Test]
    public async Task Issue_DrawsAddsSavesAndAnswersThePlaintext()
    {
        var token = TestKeys.Token();
        var ports = Ready(new Ports(), token);

        var result = await Issue(ports, Command);

        Assert.That(ports.Calls, Is.EqualTo(new[] { "draw", "add", "save" }));
        Assert.That(ports.Added!.Events, Is.EqualTo(new[] { new ApiKeyIssued(1, Ports.Now, "user:bob", null) }));
        Assert.That(result.Value.Token, Is.SameAs(token));
        Assert.That(result.Value.Id, Is.EqualTo(ports.Added.Id));
        Assert.That(result.Value.Prefix, Is.EqualTo("pk_live_abcdefghijklmn"));
        Assert.That(result.Value.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task Issue_GrantsWhatWasAsked_ToTheCallersTenant()
    {
        var ports = Ready(new Ports(), TestKeys.Token(KeyEnvironment.Test));
        var expiresAt = Ports.Now.AddDays(1);

        await Issue(
            ports,
            new IssueApiKeyCommand(
                " Prod ",
                ["read:chat", "read:audit", "read:chat"],
                "test",
                null,
                expiresAt.AddTicks(9)
            )
        );

        var key = ports.Added!;
        Assert.Multiple(() =>
        {
            Assert.That(key.Name.Value, Is.EqualTo("Prod"));
            Assert.That(key.Scopes, Is.EqualTo(new[] { "read:chat", "read:audit" }));
            Assert.That(key.Environment, Is.EqualTo(KeyEnvironment.Test));
            Assert.That(key.OrgId, Is.EqualTo("acme"));
            Assert.That(key.WorkspaceId, Is.EqualTo("main"));
            Assert.That(key.ExpiresAt, Is.EqualTo(expiresAt));
            Assert.That(key.CreatedAt, Is.EqualTo(Ports.Now));
            Assert.That(key.Id.Version, Is.EqualTo(7));
        });
    }

    [Test]
    public async Task Issue_WhenTheNameIsTaken_PassesTheConflictOn()
    {
        var ports = Ready(new Ports(), TestKeys.Token(), Ports.Conflict);

        Assert.That((await Issue(ports, Command)).Error, Is.SameAs(Ports.Conflict));
    }

    [Test]
    public async Task Issue_WithoutAName_IsRefused() =>
        await AssertRefused(new Ports(), Command with { Name = " " }, ErrorCodes.ValidationFailed);

    [Test]
    public async Task Issue_WithTheScopeAll_ByACallerWhoMayNotGrantIt_IsForbidden()
    {
        var error = await AssertRefused(
            new Ports(mayGrantAll: false),
            Command with
            {
                Scopes = ["read:chat", "*"],
            },
            ErrorCodes.Forbidden
        );
        Assert.That(error, Is.SameAs(ApiKeyErrors.MayNotGrantAll));
    }

    [Test]
    public async Task Issue_WithTheScopeAll_ByACallerWhoMayGrantIt_Succeeds()
    {
        var ports = Ready(new Ports(mayGrantAll: true), TestKeys.Token());

        await Issue(ports, Command with { Scopes = ["*"] });

        Assert.That(ports.Added!.Scopes, Is.EqualTo(new[] { "*" }));
    }

    [Test]
    public async Task Issue_InAWorkspaceOutOfReach_IsForbidden()
    {
        var command = Command with { WorkspaceId = "other" };

        var error = await AssertRefused(new Ports(mayGrantAll: true), command, ErrorCodes.Forbidden);

        Assert.That(error, Is.SameAs(ApiKeyErrors.WorkspaceOutOfReach));
    }

    [Test]
    public async Task Issue_ByACallerOfTheWholeOrganization_NeedsAWorkspace()
    {
        var error = await AssertRefused(new Ports(workspaceId: null), Command, ErrorCodes.ValidationFailed);

        Assert.That(((ValidationError)error).Fields.Keys, Is.EqualTo(new[] { "workspaceId" }));
    }

    [Test]
    public async Task Issue_ByACallerOfTheWholeOrganization_GoesToTheWorkspaceItNames()
    {
        var ports = Ready(new Ports(workspaceId: null), TestKeys.Token());

        await Issue(ports, Command with { WorkspaceId = "other" });

        Assert.That(ports.Added!.WorkspaceId, Is.EqualTo("other"));
    }

    private static async Task<Error> AssertRefused(Ports ports, IssueApiKeyCommand command, string code)
    {
        var result = await Issue(ports, command);
        Assert.That(result.Error.Code, Is.EqualTo(code));
        Assert.That(ports.Calls, Is.Empty);
        return result.Error;
    }

    private static Ports Ready(Ports ports, KeyToken token, Result? outcome = null) =>
        ports.Drawing(token).Adding().Saving(outcome);

    private static Task<Result<IssuedApiKey>> Issue(Ports ports, IssueApiKeyCommand command)
    {
        var handler = new IssueApiKeyCommandHandler(
            ports.Keys.Object,
            ports.UnitOfWork.Object,
            ports.Caller,
            ports.Tokens.Object,
            ports.Clock
        );
        return handler.Handle(command, Ports.Ct);
    }
}
