using ApiKeys.Domain.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>Writes the domain events of every saved aggregate as audit rows of the same commit.</summary>
internal sealed class AuditEventsInterceptor : SaveChangesInterceptor
{
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        var context = eventData.Context!;
        // A save that is tried again finds the rows of the first try in the context and keeps them, ids included.
        var written = context.ChangeTracker.Entries<AuditEvent>().Select(row => (row.Entity.KeyId, row.Entity.Version));
        var known = written.ToHashSet();
        foreach (
            var aggregate in context.ChangeTracker.Entries<AggregateRoot>().Select(entry => entry.Entity).ToArray()
        )
        {
            var fresh = aggregate.Events.Where(happened => !known.Contains((aggregate.Id, happened.Version)));
            context.AddRange(fresh.Select(happened => AuditEvent.From(aggregate.Id, happened)));
        }

        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> SavingChanges(
        DbContextEventData eventData,
        InterceptionResult<int> result
    ) => throw new NotSupportedException("Save asynchronously: the synchronous way would skip the audit rows.");
}
