using ApiKeys.Application.Keys.Commands.RotateApiKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Application.UnitTests;

public sealed class RotateApiKeyCommandHandlerTests
{
    private static readonly RotateApiKeyCommand Command = new(Ports.Reference, null, VersionCondition.None);

    [Test]
    public async Task Rotate_LoadsDrawsAddsTheSuccessorSavesAndAnswersItsPlaintext()
    {
        var key = TestKeys.Issued();
        var token = TestKeys.OtherToken();
        var ports = Ready(new Ports(), key, token);

        var result = await Rotate(ports, Command with { GraceSeconds = 60 });

        var successor = ports.Added!;
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load", "draw", "add", "save" }));
        Assert.That(key.Events, Is.EqualTo(new[] { new ApiKeyRotated(2, Ports.Now, "user:bob", successor.Id) }));
        Assert.That(successor.Events, Is.EqualTo(new[] { new ApiKeyIssued(1, Ports.Now, "user:bob", key.Id) }));
        Assert.That(result.Value.OldKeyId, Is.EqualTo(key.Id));
        Assert.That(result.Value.NewKey.Id, Is.EqualTo(successor.Id));
        Assert.That(result.Value.NewKey.Token, Is.SameAs(token));
        Assert.That(result.Value.GraceSeconds, Is.EqualTo(60));
        Assert.That(key.GraceEndsAt, Is.EqualTo(Ports.Now.AddSeconds(60)));
    }

    [Test]
    public async Task Rotate_WithoutAGrace_EndsTheOldKeyAtOnce()
    {
        var key = TestKeys.Issued();

        var result = await Rotate(Ready(new Ports(), key, TestKeys.OtherToken()), Command);

        Assert.That(result.Value.GraceSeconds, Is.Zero);
        Assert.That(key.GraceEndsAt, Is.EqualTo(Ports.Now));
    }

    [Test]
    public async Task Rotate_RemembersTheAnswerForARepeat()
    {
        var ports = Ready(new Ports(), TestKeys.Issued(), TestKeys.OtherToken());

        var result = await Rotate(ports, Command);

        Assert.That(ports.Remembered, Is.SameAs(result.Value));
    }

    [Test]
    public async Task Rotate_WhenTheKeyIsMissing_IsNotFoundAndDrawsNothing()
    {
        var ports = new Ports().Finding(null);

        var result = await Rotate(ports, Command);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Rotate_OfAKeyWithTheScopeAll_ByACallerWhoMayNotGrantIt_IsForbidden()
    {
        var ports = new Ports(mayGrantAll: false).Finding(KeyWithAll());

        var result = await Rotate(ports, Command);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.MayNotGrantAll));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load" }));
    }

    [Test]
    public async Task Rotate_OfAKeyWithTheScopeAll_ByACallerWhoMayGrantIt_Succeeds()
    {
        var ports = Ready(new Ports(mayGrantAll: true), KeyWithAll(), TestKeys.OtherToken());

        Assert.That((await Rotate(ports, Command)).IsFailure, Is.False);
    }

    [Test]
    public async Task Rotate_WhenNotActive_IsAStateConflictAndSavesNothing()
    {
        var ports = Ready(new Ports(), TestKeys.Revoked(), TestKeys.OtherToken());

        var result = await Rotate(ports, Command);

        Assert.That(result.Error.Code, Is.EqualTo(ErrorCodes.StateConflict));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load", "draw" }));
    }

    [Test]
    public async Task Rotate_WhenTheVersionIsStale_FailsAndSavesNothing()
    {
        var ports = Ready(new Ports(), TestKeys.Issued(), TestKeys.OtherToken());

        var result = await Rotate(ports, Command with { Condition = VersionCondition.AnyOf([2]) });

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.PreconditionFailed));
        Assert.That(ports.Calls, Is.EqualTo(new[] { "load", "draw" }));
    }

    [Test]
    public async Task Rotate_WhenTheSaveIsRefused_PassesTheRefusalOn()
    {
        var ports = Ready(new Ports(), TestKeys.Issued(), TestKeys.OtherToken(), Ports.Conflict);

        Assert.That((await Rotate(ports, Command)).Error, Is.SameAs(Ports.Conflict));
    }

    private static ApiKey KeyWithAll()
    {
        var grant = TestKeys.Grant() with { Scopes = ["*"] };
        return ApiKey.Issue(Guid.CreateVersion7(), TestKeys.Token(), grant, TestKeys.Actor, TestKeys.Now);
    }

    private static Ports Ready(Ports ports, ApiKey key, KeyToken token, Result? outcome = null) =>
        ports.Finding(key).Drawing(token).Adding().Saving(outcome);

    private static Task<Result<RotatedApiKey>> Rotate(Ports ports, RotateApiKeyCommand command)
    {
        var handler = new RotateApiKeyCommandHandler(
            ports.Keys.Object,
            ports.UnitOfWork.Object,
            ports.Caller,
            ports.Tokens.Object,
            ports.Clock
        );
        return handler.Handle(command, Ports.Ct);
    }
}
