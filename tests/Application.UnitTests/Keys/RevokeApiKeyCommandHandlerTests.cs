using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Application.UnitTests;

public sealed class RevokeApiKeyCommandHandlerTests
{
    [Test]
    public async Task Revoke_LoadsEndsSavesAndAnswersTheInstant()
    {
        var key = TestKeys.Issued();
        var ports = new Ports().Finding(key).Saving();

        var result = await Revoke(ports);

        Assert.That(ports.Calls, Is.EqualTo(new[] { "load", "save" }));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyRevoked(2, Ports.Now, "user:bob") }));
        Assert.That(result.Value, Is.EqualTo(new RevokedApiKey(key.Id, Ports.Now)));
    }

    [Test]
    public async Task Revoke_WhenTheKeyIsMissing_IsNotFoundAndSavesNothing()
    {
        var ports = new Ports().Finding(null);

        var result = await Revoke(ports);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Revoke_WhenRevoked_IsAStateConflictAndSavesNothing()
    {
        var ports = new Ports().Finding(TestKeys.Revoked());

        var result = await Revoke(ports);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.AlreadyRevoked));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Revoke_WhenTheVersionIsStale_FailsAndSavesNothing()
    {
        var ports = new Ports().Finding(TestKeys.Issued());

        var result = await Revoke(ports, VersionCondition.AnyOf([2]));

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.PreconditionFailed));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Revoke_WhenTheSaveIsRefused_PassesTheRefusalOn()
    {
        var ports = new Ports().Finding(TestKeys.Issued()).Saving(Ports.Conflict);

        Assert.That((await Revoke(ports)).Error, Is.SameAs(Ports.Conflict));
    }

    private static Task<Result<RevokedApiKey>> Revoke(Ports ports, VersionCondition? condition = null)
    {
        var handler = new RevokeApiKeyCommandHandler(
            ports.Keys.Object,
            ports.UnitOfWork.Object,
            ports.Caller,
            ports.Clock
        );
        var command = new RevokeApiKeyCommand(Ports.Reference, condition ?? VersionCondition.None);
        return handler.Handle(command, Ports.Ct);
    }
}
