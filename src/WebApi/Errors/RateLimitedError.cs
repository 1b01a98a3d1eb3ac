using ApiKeys.Domain.Common;

namespace ApiKeys.WebApi.Errors;

/// <summary>Too many requests of one caller or address.</summary>
internal sealed record RateLimitedError(int RetryAfterSeconds)
    : Error(
        ErrorKind.RateLimited,
        ErrorCodes.RateLimited,
        $"Too many requests. Wait {RetryAfterSeconds} seconds before the next one."
    );
