using System.Text.Json;
using ApiKeys.Application.Keys;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys.Events;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>The audit row of one domain event. One per key and version; never changed.</summary>
internal sealed class AuditEvent
{
    public Guid Id { get; private init; }
    public Guid KeyId { get; private init; }
    public int Version { get; private init; }
    public string Type { get; private init; } = null!;
    public DateTimeOffset At { get; private init; }
    public string Actor { get; private init; } = null!;

    /// <summary>What changed, as a flat JSON object of strings.</summary>
    public string Data { get; private init; } = null!;

    public static AuditEvent From(Guid keyId, IDomainEvent happened)
    {
        var (type, data) = Describe(happened);
        return new AuditEvent
        {
            Id = Guid.CreateVersion7(),
            KeyId = keyId,
            Version = happened.Version,
            Type = type,
            At = happened.At,
            Actor = happened.Actor,
            Data = JsonSerializer.Serialize(data),
        };
    }

    public KeyEvent ToKeyEvent() =>
        new(Id, Type, Version, At, Actor, JsonSerializer.Deserialize<Dictionary<string, string>>(Data)!);

    private static (string Type, Dictionary<string, string> Data) Describe(IDomainEvent happened) =>
        happened switch
        {
            ApiKeyIssued { PredecessorId: { } predecessor } => (
                "api_key.issued",
                new() { ["predecessorId"] = Text(predecessor) }
            ),
            ApiKeyIssued => ("api_key.issued", []),
            ApiKeyRenamed e => ("api_key.renamed", new() { ["oldName"] = e.OldName, ["newName"] = e.NewName }),
            ApiKeyRotated e => ("api_key.rotated", new() { ["successorId"] = Text(e.SuccessorId) }),
            ApiKeyRevoked => ("api_key.revoked", []),
            _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType(), "No audit row for it."),
        };

    private static string Text(Guid id) => id.ToString("D");
}
