using ApiKeys.Domain.Common;

namespace ApiKeys.Domain.Keys;

/// <summary>A name that another live key of the same workspace holds.</summary>
public sealed record NameConflictError(Guid? ConflictingKeyId, string? ConflictingSelector)
    : Error(
        ErrorKind.Conflict,
        ErrorCodes.NameConflict,
        "Another key of this workspace has this name (case and width do not matter)."
    );

/// <summary>The refusals of the key's rules.</summary>
public static class ApiKeyErrors
{
    /// <summary>One body for a missing, a revoked and another tenant's key: they must not be told apart.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, ErrorCodes.NotFound, "There is no such API key.");

    public static readonly Error PreconditionFailed = new(
        ErrorKind.PreconditionFailed,
        ErrorCodes.PreconditionFailed,
        "The key has changed since: its version matches none in If-Match."
    );

    public static readonly Error AlreadyRevoked = StateConflict("The key is already revoked.");

    public static readonly Error GraceOver = StateConflict("The key is rotated and its grace is over.");

    public static readonly Error MayNotGrantAll = new(
        ErrorKind.Forbidden,
        ErrorCodes.Forbidden,
        "Only an owner, or a key with the scope *, may issue or rotate a key with the scope *."
    );

    public static readonly Error WorkspaceOutOfReach = new(
        ErrorKind.Forbidden,
        ErrorCodes.Forbidden,
        "The workspace is out of the caller's reach."
    );

    /// <summary>Only an active key can be rotated.</summary>
    public static Error NotActive(ApiKeyStatus status) =>
        StateConflict($"Only an active key can be rotated; this one is {status.Word()}.");

    private static Error StateConflict(string message) => new(ErrorKind.Conflict, ErrorCodes.StateConflict, message);
}
