using ApiKeys.Domain.Common;

namespace ApiKeys.Application.Common;

/// <summary>Refusals that no rule of the key explains.</summary>
public static class CommonErrors
{
    public static readonly Error TooManyWriters = new(
        ErrorKind.Unavailable,
        ErrorCodes.Unavailable,
        "Too many changes to this key at once; nothing was changed. Try again."
    );
}
