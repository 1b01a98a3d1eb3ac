using System.Globalization;
using System.Text;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>The section <c>LastUse</c> of the configuration.</summary>
public sealed class LastUseOptions
{
    public const string Section = "LastUse";
    public const double MaxFlushSeconds = 3600;

    /// <summary>How often the uses of keys are written, in seconds; at shutdown they are written at once.</summary>
    public double FlushSeconds { get; set; } = 5;
}

/// <summary>
/// Merges the uses of keys in memory and writes them in batches. A write moves neither version nor ETag, never puts an
/// older instant over a newer one, and goes through the keys in id order, so that two nodes cannot lock each other out.
/// </summary>
internal sealed partial class LastUseRecorder(
    IDbContextFactory<ApiKeysDbContext> contexts,
    DatabaseProvider provider,
    IOptions<LastUseOptions> options,
    ILogger<LastUseRecorder> logger
) : BackgroundService, ILastUseRecorder
{
    // Two parameters a key; SQL Server takes 2100 in one command.
    private const int BatchSize = 200;

    private readonly Lock gate = new();
    private Dictionary<Guid, DateTimeOffset> pending = [];

    public void Record(Guid keyId, DateTimeOffset at)
    {
        lock (gate)
        {
            if (!pending.TryGetValue(keyId, out var known) || known < at)
                pending[keyId] = at;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    /// <summary>Writes what has been recorded so far. What could not be written stays recorded.</summary>
    internal async Task FlushAsync(CancellationToken ct)
    {
        Dictionary<Guid, DateTimeOffset> uses;
        lock (gate)
        {
            if (pending.Count == 0)
                return;
            uses = pending;
            pending = [];
        }

        var batches = uses.OrderBy(use => use.Key).Chunk(BatchSize).ToArray();
        var written = 0;
        try
        {
            foreach (var batch in batches)
            {
                await WriteAsync(batch, ct);
                written++;
            }
        }
        finally
        {
            foreach (var (keyId, at) in batches.Skip(written).SelectMany(batch => batch))
                Record(keyId, at);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.FlushSeconds));
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryFlushAsync(stoppingToken);
    }

    private async Task TryFlushAsync(CancellationToken ct)
    {
        try
        {
            await FlushAsync(ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotWritten(exception);
        }
    }

    private async Task WriteAsync(KeyValuePair<Guid, DateTimeOffset>[] uses, CancellationToken ct)
    {
        var sql = new StringBuilder();
        var values = new List<object>();
        foreach (var (keyId, at) in uses)
        {
            var (id, instant) = (values.Count, values.Count + 1);
            sql.Append(
                CultureInfo.InvariantCulture,
                $"UPDATE api_keys SET last_used_at = {{{instant}}} WHERE id = {{{id}}} AND (last_used_at IS NULL OR last_used_at < {{{instant}}});\n"
            );
            values.AddRange([keyId, at.UtcDateTime]);
        }

        await using var context = await contexts.CreateDbContextAsync(ct);
        using var turn = await provider.EnterWriteAsync(ct);
        await context
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                await using var transaction = await context.Database.BeginTransactionAsync(ct);
                await context.Database.ExecuteSqlRawAsync(sql.ToString(), values, ct);
                await transaction.CommitAsync(ct);
            });
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The last uses of keys could not be written; they are kept and written later",
        EventName = "LastUsesNotWritten"
    )]
    private partial void LogNotWritten(Exception exception);
}
