namespace ApiKeys.Domain.Keys;

/// <summary>One permission a key carries, a scope token of RFC 6749 such as <c>read:audit</c>.</summary>
public static class Scope
{
    /// <summary>Every permission there is; with it a key may manage keys.</summary>
    public const string All = "*";

    /// <summary>Reading the history of keys.</summary>
    public const string ReadAudit = "read:audit";

    /// <summary>The longest scope, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The widest a key's scopes may be, space-separated, in characters: the column's width.</summary>
    public const int MaxJoinedLength = 4000;

    /// <summary>The catalogue when none is configured.</summary>
    public static readonly IReadOnlyList<string> DefaultCatalogue =
    [
        All,
        "read:personas",
        "write:personas",
        "read:chat",
        "write:chat",
        "read:marketplace",
        "write:marketplace",
        "read:billing",
        ReadAudit,
        "read:webhooks",
        "write:webhooks",
        "read:config",
        "write:config",
    ];

    /// <summary>RFC 6749, section 3.3: printable ASCII without space, quote and backslash.</summary>
    public static bool IsWellFormed(string? scope) =>
        scope is { Length: > 0 and <= MaxLength }
        && scope.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));

    /// <summary>Whether <paramref name="held"/> covers all of <paramref name="required"/>.</summary>
    public static bool Satisfies(this IReadOnlyList<string> held, IEnumerable<string> required) =>
        held.Contains(All) || required.All(held.Contains);
}
