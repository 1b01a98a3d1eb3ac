using ApiKeys.Domain.Common;

namespace ApiKeys.Domain.Keys.Events;

/// <summary>A key came to be; by rotation when it has a predecessor.</summary>
public sealed record ApiKeyIssued(int Version, DateTimeOffset At, string Actor, Guid? PredecessorId) : IDomainEvent;

/// <summary>A key's label changed, and nothing else.</summary>
public sealed record ApiKeyRenamed(int Version, DateTimeOffset At, string Actor, string OldName, string NewName)
    : IDomainEvent;

/// <summary>A key was replaced by its successor.</summary>
public sealed record ApiKeyRotated(int Version, DateTimeOffset At, string Actor, Guid SuccessorId) : IDomainEvent;

/// <summary>A key was ended for good.</summary>
public sealed record ApiKeyRevoked(int Version, DateTimeOffset At, string Actor) : IDomainEvent;
