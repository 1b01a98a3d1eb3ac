using ApiKeys.Domain.Common;
using Microsoft.EntityFrameworkCore;
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
        foreach (var aggregate in Aggregates(context))
            context.AddRange(aggregate.Events.Select(happened => AuditEvent.From(aggregate.Id, happened)));
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var aggregate in Aggregates(eventData.Context!))
            aggregate.ClearEvents();
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> SavingChanges(
        DbContextEventData eventData,
        InterceptionResult<int> result
    ) => throw new NotSupportedException("Save asynchronously: the synchronous way would skip the audit rows.");

    private static List<AggregateRoot> Aggregates(DbContext context) =>
        [.. context.ChangeTracker.Entries<AggregateRoot>().Select(entry => entry.Entity)];
}
