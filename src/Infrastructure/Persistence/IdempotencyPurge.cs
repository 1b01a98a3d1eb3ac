using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>Removes answers that are too old to be repeated, every minute.</summary>
internal sealed partial class IdempotencyPurge(
    IDbContextFactory<ApiKeysDbContext> contexts,
    DatabaseProvider provider,
    TimeProvider clock,
    ILogger<IdempotencyPurge> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>How many were removed.</summary>
    internal async Task<int> PurgeAsync(CancellationToken ct)
    {
        var expired = clock.Now() - IdempotentRequest.Lifetime;
        await using var context = await contexts.CreateDbContextAsync(ct);
        var old = context.IdempotencyRecords.Where(record => record.CreatedAt <= expired);
        // A look before the write: most minutes there is nothing, and SQLite has one writer.
        if (!await old.AnyAsync(ct))
            return 0;
        using var turn = await provider.EnterWriteAsync(ct);
        return await old.ExecuteDeleteAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PurgeAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotPurged(exception);
            }
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Old idempotent answers could not be removed; they are not used and are removed later",
        EventName = "IdempotencyNotPurged"
    )]
    private partial void LogNotPurged(Exception exception);
}
