namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>What was answered about one key, and the one change whose answer never came.</summary>
internal sealed class KeyLedger(string id, string name, string issued)
{
    public string Id => id;

    public string Path => $"/v1/api-keys/{id}";

    /// <summary>Its name, as far as it was answered.</summary>
    public string Name { get; set; } = name;

    /// <summary>The changes that were answered, oldest first, as <see cref="Ledger.TextOf"/> writes them.</summary>
    public List<string> Answered { get; } = [issued];

    /// <summary>A change that may have been made; nothing was asked of the key after it.</summary>
    public string? Unknown { get; set; }

    public bool IsOpen => Unknown is null;

    /// <summary>Whether <paramref name="history"/> is what was answered, perhaps with the unknown change.</summary>
    public bool Explains(IReadOnlyList<string> history) =>
        history.SequenceEqual(Answered)
        || (Unknown is not null && history.Count == Answered.Count + 1 && IsUnknown(history));

    private bool IsUnknown(IReadOnlyList<string> history) =>
        history.SkipLast(1).SequenceEqual(Answered) && history[^1].StartsWith(Unknown!, StringComparison.Ordinal);
}
