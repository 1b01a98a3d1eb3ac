namespace ApiKeys.Domain.Keys;

/// <summary>The versions a caller is willing to change (HTTP's <c>If-Match</c>).</summary>
public sealed class VersionCondition
{
    /// <summary>No condition: any version will do.</summary>
    public static readonly VersionCondition None = new(null);

    private readonly IReadOnlySet<int>? accepted;

    private VersionCondition(IReadOnlySet<int>? accepted) => this.accepted = accepted;

    public static VersionCondition AnyOf(IEnumerable<int> versions) => new(versions.ToHashSet());

    public bool IsMetBy(int version) => accepted is null || accepted.Contains(version);
}
