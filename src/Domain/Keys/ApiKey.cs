using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Domain.Keys;

/// <summary>A key and its rules. Instants are UTC with milliseconds; status is computed from them, never stored.</summary>
public sealed class ApiKey : AggregateRoot
{
    /// <summary>The longest grace of a rotation, in seconds: 30 days.</summary>
    public const int MaxGraceSeconds = 2_592_000;

    // For Issue and for the object-relational mapper, which both set every property.
    private ApiKey() { }

    public string OrgId { get; private init; } = null!;
    public string WorkspaceId { get; private init; } = null!;
    public KeyEnvironment Environment { get; private init; }
    public string Selector { get; private init; } = null!;
    public ApiKeyName Name { get; private set; } = null!;

    /// <summary>The name as the unique index and search see it.</summary>
    public string NormalizedName { get; private set; } = null!;

    /// <summary>SHA-256 of the verifier.</summary>
    public byte[] VerifierHash { get; private init; } = null!;
    public IReadOnlyList<string> Scopes { get; private init; } = null!;
    public string CreatedBy { get; private init; } = null!;
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>The last successful authentication; recorded beside the aggregate, never by it.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }
    public DateTimeOffset? RotatedAt { get; private set; }

    /// <summary>Until when a rotated key is still accepted: rotatedAt + grace.</summary>
    public DateTimeOffset? GraceEndsAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>The key that this one replaced.</summary>
    public Guid? PredecessorId { get; private init; }

    /// <summary>Whether the key may do everything; only some may make or rotate such a key.</summary>
    public bool GrantsAll => Scopes.Contains(Scope.All);

    public string Prefix => KeyToken.PrefixOf(Environment, Selector);

    /// <summary>A new key for the holder of <paramref name="token"/>.</summary>
    public static ApiKey Issue(Guid id, KeyToken token, ApiKeyGrant grant, string actor, DateTimeOffset now) =>
        Issue(id, token, grant, predecessorId: null, actor, now);

    /// <summary>
    /// Changes the label. Expired and rotated keys can be renamed, a revoked one is not found;
    /// the current name again is a success without a change.
    /// </summary>
    public Result Rename(ApiKeyName name, VersionCondition condition, string actor, DateTimeOffset now)
    {
        if (RevokedAt is not null)
            return ApiKeyErrors.NotFound;
        if (!condition.IsMetBy(Version))
            return ApiKeyErrors.PreconditionFailed;
        if (name == Name)
            return Result.Success;

        var oldName = Name.Value;
        Name = name;
        NormalizedName = name.Normalized;
        Raise(version => new ApiKeyRenamed(version, now, actor, oldName, name.Value));
        return Result.Success;
    }

    /// <summary>
    /// Replaces the key by a successor of the same name, scopes, workspace, environment and expiry. This key is accepted
    /// until <paramref name="grace"/> is over and not a moment longer.
    /// </summary>
    public Result<ApiKey> Rotate(
        Successor successor,
        TimeSpan grace,
        VersionCondition condition,
        string actor,
        DateTimeOffset now
    )
    {
        if (!condition.IsMetBy(Version))
            return ApiKeyErrors.PreconditionFailed;
        if (StatusAt(now) is var status and not ApiKeyStatus.Active)
            return ApiKeyErrors.NotActive(status);

        RotatedAt = now;
        GraceEndsAt = now + grace;
        Raise(version => new ApiKeyRotated(version, now, actor, successor.Id));
        var grant = new ApiKeyGrant(OrgId, WorkspaceId, Environment, Name, Scopes, ExpiresAt);
        return Issue(successor.Id, successor.Token, grant, predecessorId: Id, actor, now);
    }

    /// <summary>Ends the key at once, grace included. Expired keys and rotated ones in grace can be revoked.</summary>
    public Result Revoke(VersionCondition condition, string actor, DateTimeOffset now)
    {
        if (!condition.IsMetBy(Version))
            return ApiKeyErrors.PreconditionFailed;
        if (RevokedAt is not null)
            return ApiKeyErrors.AlreadyRevoked;
        if (IsGraceOver(now))
            return ApiKeyErrors.GraceOver;

        RevokedAt = now;
        Raise(version => new ApiKeyRevoked(version, now, actor));
        return Result.Success;
    }

    public ApiKeyStatus StatusAt(DateTimeOffset now) =>
        RevokedAt is not null ? ApiKeyStatus.Revoked
        : RotatedAt is not null ? ApiKeyStatus.Rotated
        : IsExpired(now) ? ApiKeyStatus.Expired
        : ApiKeyStatus.Active;

    /// <summary>Whether the key authenticates: not revoked, not expired, and not rotated or still in grace.</summary>
    public bool IsAcceptedAt(DateTimeOffset now) => VerdictAt(now) is KeyVerdict.Accepted;

    /// <summary>What <paramref name="token"/> is worth against this key.</summary>
    public KeyVerdict Verify(KeyToken token, DateTimeOffset now)
    {
        var isHolder = token.Matches(VerifierHash) && (token.Environment ?? Environment) == Environment;
        return isHolder ? VerdictAt(now) : KeyVerdict.NotFound;
    }

    private static ApiKey Issue(
        Guid id,
        KeyToken token,
        ApiKeyGrant grant,
        Guid? predecessorId,
        string actor,
        DateTimeOffset now
    )
    {
        var key = new ApiKey
        {
            Id = id,
            OrgId = grant.OrgId,
            WorkspaceId = grant.WorkspaceId,
            Environment = grant.Environment,
            Selector = token.Selector,
            Name = grant.Name,
            NormalizedName = grant.Name.Normalized,
            VerifierHash = token.HashVerifier(),
            Scopes = grant.Scopes,
            CreatedBy = actor,
            CreatedAt = now,
            ExpiresAt = grant.ExpiresAt,
            PredecessorId = predecessorId,
        };
        key.Raise(version => new ApiKeyIssued(version, now, actor, predecessorId));
        return key;
    }

    private KeyVerdict VerdictAt(DateTimeOffset now) =>
        RevokedAt is not null ? KeyVerdict.Revoked
        : IsExpired(now) ? KeyVerdict.Expired
        : IsGraceOver(now) ? KeyVerdict.Rotated
        : KeyVerdict.Accepted;

    private bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    private bool IsGraceOver(DateTimeOffset now) => GraceEndsAt <= now;
}
