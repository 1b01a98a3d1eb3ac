namespace ApiKeys.Domain.Common;

/// <summary>What a pipeline needs of any result: whether it failed, why, and how to make a failed one.</summary>
public interface IResult<TSelf>
    where TSelf : IResult<TSelf>
{
    bool IsFailure { get; }

    /// <summary>The refusal. Only there on a failure.</summary>
    Error Error { get; }

    static abstract TSelf Failure(Error error);
}

/// <summary>An outcome without a value: success, or the <see cref="Error"/> that explains the refusal.</summary>
public sealed class Result : IResult<Result>
{
    public static readonly Result Success = new(null);
    private readonly Error? error;

    private Result(Error? error) => this.error = error;

    public bool IsFailure => error is not null;

    public Error Error => error ?? throw new InvalidOperationException("A success has no error.");

    public static Result Failure(Error error) => new(error);

    public static implicit operator Result(Error error) => Failure(error);
}

/// <summary>An outcome with a value on success.</summary>
public sealed class Result<T> : IResult<Result<T>>
{
    private readonly T? value;
    private readonly Error? error;

    private Result(T? value, Error? error)
    {
        this.value = value;
        this.error = error;
    }

    public bool IsFailure => error is not null;

    public Error Error => error ?? throw new InvalidOperationException("A success has no error.");

    /// <summary>The value. Only there on success.</summary>
    public T Value => IsFailure ? throw new InvalidOperationException("A failure has no value.") : value!;

    static Result<T> IResult<Result<T>>.Failure(Error error) => new(default, error);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);
}
