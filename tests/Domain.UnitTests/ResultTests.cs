using ApiKeys.Domain.Common;

namespace ApiKeys.Domain.UnitTests;

public sealed class ResultTests
{
    private static readonly Error Refusal = new(ErrorKind.Conflict, "some_code", "Some sentence.");

    [Test]
    public void Success_HasNoError()
    {
        Assert.That(Result.Success.IsFailure, Is.False);
        Assert.That(() => Result.Success.Error, Throws.InvalidOperationException);
    }

    [Test]
    public void Failure_HoldsItsError()
    {
        Result result = Refusal;

        Assert.That(result.IsFailure, Is.True);
        Assert.That(result.Error, Is.SameAs(Refusal));
    }

    [Test]
    public void SuccessWithValue_HoldsItAndNoError()
    {
        Result<int> result = 5;

        Assert.That(result.IsFailure, Is.False);
        Assert.That(result.Value, Is.EqualTo(5));
        Assert.That(() => result.Error, Throws.InvalidOperationException);
    }

    [Test]
    public void FailureInPlaceOfAValue_HoldsItsErrorAndNoValue()
    {
        Result<int> result = Refusal;

        Assert.That(result.IsFailure, Is.True);
        Assert.That(result.Error, Is.SameAs(Refusal));
        Assert.That(() => result.Value, Throws.InvalidOperationException);
    }

    [Test]
    public void Failure_CanBeMadeOfAnyResultType()
    {
        Assert.That(Fail<Result>().Error, Is.SameAs(Refusal));
        Assert.That(Fail<Result<string>>().Error, Is.SameAs(Refusal));
    }

    [Test]
    public void ValidationErrorFor_OneField_HasTheCodeAndTheMessage()
    {
        var error = ValidationError.For("name", "Too long.");

        Assert.That(error.Kind, Is.EqualTo(ErrorKind.Validation));
        Assert.That(error.Code, Is.EqualTo("validation_failed"));
        Assert.That(error.Fields["name"], Is.EqualTo(new[] { "Too long." }));
    }

    private static T Fail<T>()
        where T : IResult<T> => T.Failure(Refusal);
}
