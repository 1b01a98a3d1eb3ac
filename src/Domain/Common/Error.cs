namespace ApiKeys.Domain.Common;

/// <summary>What sort of refusal an <see cref="Error"/> is; the transport chooses its status by it.</summary>
public enum ErrorKind
{
    Validation,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    PreconditionFailed,
    PayloadTooLarge,
    UnsupportedMediaType,
    RateLimited,
    Internal,
    Unavailable,
}

/// <summary>An expected refusal as a value: its kind, a stable code (see docs/errors.md) and a sentence for people.</summary>
public record Error(ErrorKind Kind, string Code, string Message);

/// <summary>Bad input: each wrong field with its messages.</summary>
public sealed record ValidationError(IReadOnlyDictionary<string, string[]> Fields)
    : Error(ErrorKind.Validation, ErrorCodes.ValidationFailed, "The request is not valid.")
{
    public static ValidationError For(string field, string message) =>
        new(new Dictionary<string, string[]> { [field] = [message] });
}
