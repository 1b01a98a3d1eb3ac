namespace ApiKeys.Application.Keys;

/// <summary>One line of a key's history.</summary>
/// <param name="Type"><c>api_key.issued</c>, <c>.renamed</c>, <c>.rotated</c> or <c>.revoked</c>.</param>
/// <param name="Data">What changed, by type; never a secret.</param>
public sealed record KeyEvent(
    Guid Id,
    string Type,
    int Version,
    DateTimeOffset At,
    string Actor,
    IReadOnlyDictionary<string, string> Data
);

/// <summary>A part of a longer list and, when there is more, where the next part starts.</summary>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? NextCursor);
