namespace ApiKeys.Domain.Common;

/// <summary>Something that happened to an aggregate; saved with it as one audit row.</summary>
public interface IDomainEvent
{
    /// <summary>The version the aggregate has after this event.</summary>
    int Version { get; }

    /// <summary>When it happened, UTC.</summary>
    DateTimeOffset At { get; }

    /// <summary>Who did it: <c>user:&lt;sub&gt;</c>, <c>api_key:&lt;id&gt;</c>, <c>system:bootstrap</c> or <c>system:cli</c>.</summary>
    string Actor { get; }
}
