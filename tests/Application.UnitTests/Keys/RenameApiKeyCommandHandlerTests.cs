using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Application.UnitTests;

public sealed class RenameApiKeyCommandHandlerTests
{
    [Test]
    public async Task Rename_LoadsChangesSavesAndMaps()
    {
        var key = TestKeys.Issued("First");
        var ports = new Ports().Finding(key).Saving();

        var result = await Rename(ports, " Second ");

        Assert.That(ports.Calls, Is.EqualTo(new[] { "load", "save" }));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyRenamed(2, Ports.Now, "user:bob", "First", "Second") }));
        Assert.That(result.Value.Name, Is.EqualTo("Second"));
        Assert.That(result.Value.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task Rename_JudgesTheStatusAtTheClocksInstant()
    {
        var ports = new Ports().Finding(TestKeys.Issued(expiresAt: Ports.Now)).Saving();

        var result = await Rename(ports, "Second");

        Assert.That(result.Value.Status, Is.EqualTo(ApiKeyStatus.Expired));
        Assert.That(result.Value.IsAccepted, Is.False);
    }

    [Test]
    public async Task Rename_ToTheCurrentName_SucceedsWithoutEvent()
    {
        var key = TestKeys.Issued("First");

        var result = await Rename(new Ports().Finding(key).Saving(), "First");

        Assert.That(result.Value.Version, Is.EqualTo(1));
        Assert.That(key.Events, Is.Empty);
    }

    [Test]
    public async Task Rename_WhenTheKeyIsMissing_IsNotFoundAndSavesNothing()
    {
        var ports = new Ports().Finding(null);

        var result = await Rename(ports, "Second");

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Rename_WhenRevoked_IsNotFoundAndSavesNothing()
    {
        var ports = new Ports().Finding(TestKeys.Revoked());

        var result = await Rename(ports, "Second");

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Rename_WhenTheVersionIsStale_FailsAndSavesNothing()
    {
        var ports = new Ports().Finding(TestKeys.Issued("First"));

        var result = await Rename(ports, "First", VersionCondition.AnyOf([2]));

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.PreconditionFailed));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Rename_WhenTheNameIsTaken_PassesTheConflictOn()
    {
        var ports = new Ports().Finding(TestKeys.Issued("First")).Saving(Ports.Conflict);

        var result = await Rename(ports, "Second");

        Assert.That(result.Error, Is.SameAs(Ports.Conflict));
    }

    [TestCase(null)]
    [TestCase(" ")]
    public async Task Rename_WithoutAName_IsRefusedBeforeTheLoad(string? name)
    {
        var ports = new Ports();

        var result = await Rename(ports, name);

        Assert.That(result.Error, Is.TypeOf<ValidationError>());
        Assert.That(ports.Calls, Is.Empty);
    }

    private static Task<Result<ApiKeySummary>> Rename(Ports ports, string? name, VersionCondition? condition = null)
    {
        var handler = new RenameApiKeyCommandHandler(
            ports.Keys.Object,
            ports.UnitOfWork.Object,
            ports.Caller,
            ports.Mapper,
            ports.Clock
        );
        var command = new RenameApiKeyCommand(Ports.Reference, name, condition ?? VersionCondition.None);
        return handler.Handle(command, Ports.Ct);
    }
}
