using System.Security.Cryptography;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>Keys for tests, and the short way to change them.</summary>
internal static class TestKeys
{
    public const string Actor = "user:tester";

    /// <summary>With milliseconds, which must survive every database.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, 123, TimeSpan.Zero);

    public static readonly Tenant Tenant = new("org", "main");

    public static ApiKey New(
        string name,
        Tenant? tenant = null,
        DateTimeOffset? createdAt = null,
        DateTimeOffset? expiresAt = null,
        string? selector = null,
        params string[] scopes
    )
    {
        var (orgId, workspaceId) = tenant ?? Tenant;
        var grant = new ApiKeyGrant(orgId, workspaceId!, KeyEnvironment.Test, Name(name), scopes, expiresAt);
        return ApiKey.Issue(Guid.CreateVersion7(), Token(selector), grant, Actor, createdAt ?? Start);
    }

    public static Result Rename(this ApiKey key, string name) =>
        key.Rename(Name(name), VersionCondition.None, Actor, Start);

    public static Result Revoke(this ApiKey key, DateTimeOffset? at = null) =>
        key.Revoke(VersionCondition.None, Actor, at ?? Start);

    /// <summary>The successor.</summary>
    public static ApiKey Rotate(this ApiKey key, TimeSpan grace = default, DateTimeOffset? at = null) =>
        key.Rotate(
            new Successor(Guid.CreateVersion7(), Token()),
            grace,
            VersionCondition.None,
            Actor,
            at ?? Start
        ).Value;

    public static ApiKeyName Name(string name) => ApiKeyName.Create(name).Value;

    private static KeyToken Token(string? selector = null) =>
        KeyToken.Create(
            KeyEnvironment.Test,
            selector ?? RandomNumberGenerator.GetString(KeyToken.SelectorAlphabet, KeyToken.SelectorLength),
            RandomNumberGenerator.GetString(KeyToken.VerifierAlphabet, KeyToken.VerifierLength)
        );
}
