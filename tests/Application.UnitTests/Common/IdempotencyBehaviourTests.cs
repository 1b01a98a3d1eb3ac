using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Common.Behaviours;
using ApiKeys.Domain.Common;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class IdempotencyBehaviourTests
{
    public sealed record Probe : IIdempotentCommand;

    private const string Key = "0123456789abcdef";

    [Test]
    public async Task Handle_WithoutAnIdempotencyKey_LooksNothingUp()
    {
        var answers = new Mock<IIdempotentAnswers>(MockBehavior.Strict);

        var result = await Handle(new IdempotentRequest(), answers, handled: "made");

        Assert.That(result.Value, Is.EqualTo("made"));
    }

    [Test]
    public async Task Handle_WhenNeverSeen_AnswersWhatTheHandlerDoes() =>
        Assert.That((await Handle(default, handled: "made")).Value, Is.EqualTo("made"));

    [Test]
    public async Task Handle_WhenTheHandlerFails_PassesTheErrorOn()
    {
        var result = await Handle(Keyed(), Finding(default), () => Task.FromResult<Result<string>>(Ports.Conflict));

        Assert.That(result.Error, Is.SameAs(Ports.Conflict));
    }

    [Test]
    public async Task Handle_WhenAnsweredBefore_GivesThatAnswerAndHandlesNothing() =>
        Assert.That((await Handle(new EarlierAnswer<string>("first", false))).Value, Is.EqualTo("first"));

    [Test]
    public async Task Handle_WhenTheKeyWasUsedForAnotherRequest_IsAConflictAndHandlesNothing() =>
        Assert.That(
            (await Handle(new EarlierAnswer<string>(null, true))).Error,
            Is.SameAs(CommonErrors.IdempotencyConflict)
        );

    [Test]
    public async Task Handle_WhenAConcurrentRepeatWasFasterThanTheHandler_GivesItsAnswer()
    {
        var answers = new Mock<IIdempotentAnswers>(MockBehavior.Strict);
        answers
            .SetupSequence(all => all.FindAsync<string>(Ports.Ct))
            .ReturnsAsync(default(EarlierAnswer<string>))
            .ReturnsAsync(new EarlierAnswer<string>("first", false));

        var result = await Handle(Keyed(), answers, () => Task.FromResult<Result<string>>(Ports.Conflict));

        Assert.That(result.Value, Is.EqualTo("first"));
    }

    [TestCase(15, false)]
    [TestCase(16, true)]
    [TestCase(255, true)]
    [TestCase(256, false)]
    public void IsKey_ByItsLength(int length, bool isKey) =>
        Assert.That(IdempotentRequest.IsKey(new string('~', length)), Is.EqualTo(isKey));

    [TestCase("0123456789abcde ", true)]
    [TestCase("0123456789abcde\u007f", false)]
    [TestCase("0123456789abcde\t", false)]
    [TestCase("0123456789abcdé", false)]
    public void IsKey_WhenAllCharactersArePrintableAscii(string text, bool isKey) =>
        Assert.That(IdempotentRequest.IsKey(text), Is.EqualTo(isKey));

    private static Task<Result<string>> Handle(EarlierAnswer<string> earlier, string? handled = null) =>
        Handle(Keyed(), Finding(earlier), handled);

    private static Task<Result<string>> Handle(
        IdempotentRequest request,
        Mock<IIdempotentAnswers> answers,
        string? handled
    ) =>
        Handle(
            request,
            answers,
            () => Task.FromResult<Result<string>>(handled ?? throw new AssertionException("The handler was called."))
        );

    private static Task<Result<string>> Handle(
        IdempotentRequest request,
        Mock<IIdempotentAnswers> answers,
        MediatR.RequestHandlerDelegate<Result<string>> next
    ) => new IdempotencyBehaviour<Probe, string>(request, answers.Object).Handle(new Probe(), Ports.Ct, next);

    private static Mock<IIdempotentAnswers> Finding(EarlierAnswer<string> earlier)
    {
        var answers = new Mock<IIdempotentAnswers>(MockBehavior.Strict);
        answers.Setup(all => all.FindAsync<string>(Ports.Ct)).ReturnsAsync(earlier);
        return answers;
    }

    private static IdempotentRequest Keyed()
    {
        var request = new IdempotentRequest();
        request.Set(Key, [1]);
        return request;
    }
}
