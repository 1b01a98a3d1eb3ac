using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.IssueOwnerKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.UnitTests;

public sealed class IssueOwnerKeyCommandHandlerTests
{
    [Test]
    public async Task IssueOwnerKey_MakesALiveKeyWithAllScopes_ThatNeverExpires()
    {
        var ports = new Ports().Drawing(TestKeys.Token()).Adding().Saving();

        var result = await Issue(ports, "Owner");

        var key = ports.Added!;
        Assert.Multiple(() =>
        {
            Assert.That(ports.Calls, Is.EqualTo(new[] { "draw", "add", "save" }));
            Assert.That(key.Name.Value, Is.EqualTo("Owner"));
            Assert.That(key.Scopes, Is.EqualTo(new[] { "*" }));
            Assert.That((key.OrgId, key.WorkspaceId), Is.EqualTo(("default", "first")));
            Assert.That(key.Environment, Is.EqualTo(KeyEnvironment.Live));
            Assert.That(key.ExpiresAt, Is.Null);
            Assert.That(key.CreatedBy, Is.EqualTo("system:bootstrap"));
            Assert.That(key.CreatedAt, Is.EqualTo(Ports.Now));
            Assert.That(result.Value.Id, Is.EqualTo(key.Id));
        });
    }

    [Test]
    public async Task IssueOwnerKey_WhenTheNameIsTaken_PassesTheConflictOn()
    {
        var ports = new Ports().Drawing(TestKeys.Token()).Adding().Saving(Ports.Conflict);

        Assert.That((await Issue(ports, "Owner")).Error, Is.SameAs(Ports.Conflict));
    }

    [Test]
    public async Task IssueOwnerKey_WithoutAName_IsRefused()
    {
        var ports = new Ports();

        Assert.That((await Issue(ports, " ")).Error, Is.TypeOf<ValidationError>());
        Assert.That(ports.Calls, Is.Empty);
    }

    private static Task<Result<IssuedApiKey>> Issue(Ports ports, string name)
    {
        var handler = new IssueOwnerKeyCommandHandler(
            ports.Keys.Object,
            ports.UnitOfWork.Object,
            ports.Tokens.Object,
            ports.Clock
        );
        var command = new IssueOwnerKeyCommand(name, "default", "first", IssueOwnerKeyCommand.BootstrapActor);
        return handler.Handle(command, Ports.Ct);
    }
}
