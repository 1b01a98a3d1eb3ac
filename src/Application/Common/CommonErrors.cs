using ApiKeys.Domain.Common;

namespace ApiKeys.Application.Common;

/// <summary>Refusals that no rule of the key explains.</summary>
public static class CommonErrors
{
    public static readonly Error IdempotencyConflict = new(
        ErrorKind.Conflict,
        ErrorCodes.IdempotencyConflict,
        "This Idempotency-Key was used within the last ten minutes for another request."
    );

    public static readonly Error TooManyWriters = new(
        ErrorKind.Unavailable,
        ErrorCodes.Unavailable,
        "Too many changes to this key at once; nothing was changed. Try again."
    );
}
