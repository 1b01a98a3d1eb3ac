using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

/// <summary>Keys as they are after loading: without events.</summary>
public static class TestKeys
{
    public const string Actor = "user:ann";
    public const string Org = "acme";
    public const string Workspace = "main";
    public const string Selector = "abcdefghijklmn";
    public const string Verifier = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public static ApiKeyName Name(string text) => ApiKeyName.Create(text).Value;

    public static KeyToken Token(KeyEnvironment environment = KeyEnvironment.Live) =>
        KeyToken.Create(environment, Selector, Verifier);

    public static KeyToken OtherToken() => KeyToken.Create(KeyEnvironment.Live, "zyxwvutsrqponm", new string('7', 32));

    public static ApiKeyGrant Grant(
        string name = "First",
        DateTimeOffset? expiresAt = null,
        KeyEnvironment environment = KeyEnvironment.Live
    ) => new(Org, Workspace, environment, Name(name), ["read:chat", "read:audit"], expiresAt);

    public static ApiKey Issued(string name = "First", DateTimeOffset? expiresAt = null)
    {
        var key = ApiKey.Issue(Guid.CreateVersion7(), Token(), Grant(name, expiresAt), Actor, Now);
        key.ClearEvents();
        return key;
    }

    public static ApiKey Revoked(DateTimeOffset? expiresAt = null)
    {
        var key = Issued(expiresAt: expiresAt);
        key.Revoke(VersionCondition.None, Actor, Now);
        key.ClearEvents();
        return key;
    }

    public static ApiKey Rotated(TimeSpan grace, DateTimeOffset? expiresAt = null)
    {
        var key = Issued(expiresAt: expiresAt);
        key.Rotate(NewSuccessor(), grace, VersionCondition.None, Actor, Now);
        key.ClearEvents();
        return key;
    }

    public static Successor NewSuccessor() => new(Guid.CreateVersion7(), OtherToken());
}
