namespace ApiKeys.Domain.Common;

/// <summary>An entity saved as a whole under one version: every event moves the version by one.</summary>
public abstract class AggregateRoot
{
    private readonly List<IDomainEvent> events = [];

    public Guid Id { get; private protected init; }

    /// <summary>1 when issued, then one more with each management change. The concurrency token and the ETag.</summary>
    public int Version { get; private set; }

    /// <summary>What happened since the aggregate was loaded.</summary>
    public IReadOnlyList<IDomainEvent> Events => events;

    public void ClearEvents() => events.Clear();

    private protected void Raise(Func<int, IDomainEvent> eventForVersion)
    {
        Version++;
        events.Add(eventForVersion(Version));
    }
}
