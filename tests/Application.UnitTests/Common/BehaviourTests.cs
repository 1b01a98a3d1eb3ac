using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Common.Behaviours;
using ApiKeys.Domain.Common;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class BehaviourTests
{
    public sealed record Probe : IRequest<Result<int>>, ICommand;

    [Test]
    public async Task Validation_WithoutFailures_AnswersWhatTheHandlerDoes() =>
        Assert.That((await Validate(() => Task.FromResult<Result<int>>(5))).Value, Is.EqualTo(5));

    [Test]
    public async Task Validation_GathersTheMessagesOfEachField_Once()
    {
        ValidationFailure[] failures =
        [
            new("name", "One."),
            new("scopes", "Two."),
            new("name", "Three."),
            new("name", "One."),
        ];

        var result = await Validate(() => throw new AssertionException("The handler was called."), failures);

        var fields = ((ValidationError)result.Error).Fields;
        Assert.That(fields["name"], Is.EqualTo(new[] { "One.", "Three." }));
        Assert.That(fields["scopes"], Is.EqualTo(new[] { "Two." }));
    }

    [Test]
    public async Task StaleRead_WhenNothingIsStale_HandlesOnce()
    {
        var (attempts, restarts, result) = await Retry(staleReads: 0);

        Assert.That((attempts, restarts, result.Value), Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public async Task StaleRead_HandlesAgain_EachTimeFromAFreshStart()
    {
        var (attempts, restarts, result) = await Retry(staleReads: 3);

        Assert.That((attempts, restarts, result.Value), Is.EqualTo((4, 3, 4)));
    }

    [Test]
    public async Task StaleRead_WhenItNeverEnds_GivesUpAsUnavailable()
    {
        var (attempts, restarts, result) = await Retry(staleReads: int.MaxValue);

        Assert.That(attempts, Is.EqualTo(StaleReadBehaviour<Probe, Result<int>>.MaxAttempts));
        Assert.That(restarts, Is.EqualTo(attempts));
        Assert.That(result.Error, Is.SameAs(CommonErrors.TooManyWriters));
        Assert.That(result.Error.Kind, Is.EqualTo(ErrorKind.Unavailable));
    }

    [Test]
    public void StaleRead_OnAnyOtherException_DoesNotHandleAgain()
    {
        var behaviour = new StaleReadBehaviour<Probe, Result<int>>(
            new Mock<IUnitOfWork>(MockBehavior.Strict).Object,
            new StaleReadQueue()
        );

        Assert.That(
            () => behaviour.Handle(new Probe(), Ports.Ct, () => throw new TimeoutException()),
            Throws.TypeOf<TimeoutException>()
        );
    }

    [Test]
    public void StaleRead_WhenCancelled_DoesNotHandleAgain()
    {
        var attempts = 0;
        var behaviour = new StaleReadBehaviour<Probe, Result<int>>(Mock.Of<IUnitOfWork>(), new StaleReadQueue());

        Task<Result<int>> Handle()
        {
            attempts++;
            throw new StaleReadException(new InvalidOperationException());
        }

        Assert.That(
            () => behaviour.Handle(new Probe(), new CancellationToken(canceled: true), Handle),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(attempts, Is.EqualTo(1));
    }

    private static Task<Result<int>> Validate(
        RequestHandlerDelegate<Result<int>> next,
        params ValidationFailure[] failures
    )
    {
        var validator = new Mock<IValidator<Probe>>();
        validator.Setup(one => one.Validate(It.IsAny<Probe>())).Returns(new ValidationResult(failures));
        return new ValidationBehaviour<Probe, Result<int>>([validator.Object]).Handle(new Probe(), Ports.Ct, next);
    }

    private static async Task<(int Attempts, int Restarts, Result<int> Result)> Retry(int staleReads)
    {
        var (attempts, restarts) = (0, 0);
        var unitOfWork = new Mock<IUnitOfWork>(MockBehavior.Strict);
        unitOfWork.Setup(work => work.StartAfresh()).Callback(() => restarts++);

        Task<Result<int>> Handle() =>
            ++attempts > staleReads
                ? Task.FromResult<Result<int>>(attempts)
                : throw new StaleReadException(new InvalidOperationException());

        var result = await new StaleReadBehaviour<Probe, Result<int>>(unitOfWork.Object, new StaleReadQueue()).Handle(
            new Probe(),
            Ports.Ct,
            Handle
        );
        return (attempts, restarts, result);
    }
}
