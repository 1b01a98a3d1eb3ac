using ApiKeys.Domain.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ApiKeys.Infrastructure;

/// <summary>
/// Prepares the database before anything is served. While the database cannot be read the service starts without it,
/// serves nothing, and looks again every second; on a schema that is older than the program it ends.
/// </summary>
internal sealed partial class DatabaseStartup(
    IDatabaseSchema schema,
    IDatabaseFaults faults,
    IHostApplicationLifetime lifetime,
    ILogger<DatabaseStartup> logger
) : BackgroundService
{
    private const int Failed = 1;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        RefuseWithoutUnicodeData();
        try
        {
            await schema.PrepareAsync(cancellationToken);
        }
        catch (Exception exception) when (faults.IsUnavailable(exception))
        {
            LogAway(exception.GetBaseException().Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!schema.Verified.IsCompleted)
        {
            await Task.Delay(Pause, stoppingToken);
            try
            {
                await schema.PrepareAsync(stoppingToken);
            }
            catch (SchemaIsOlderException older)
            {
                LogOlder(older.Message);
                Environment.ExitCode = Failed;
                lifetime.StopApplication();
                return;
            }
            catch (Exception exception) when (faults.IsUnavailable(exception))
            {
                // Still away; it has been said.
            }
        }
    }

    // Without ICU, NFKC changes nothing and two names that are the same would both be taken.
    private static void RefuseWithoutUnicodeData()
    {
        var wide = ApiKeyName.Create("ＡＢ").Value.Normalized;
        const string Cure =
            "Unicode normalization does not work here: install ICU and do not set InvariantGlobalization.";
        if (wide != "AB")
            throw new InvalidOperationException(Cure);
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The database cannot be read: {Reason}. Nothing is served until it can",
        EventName = "DatabaseAway"
    )]
    private partial void LogAway(string reason);

    [LoggerMessage(2, LogLevel.Critical, "{Reason}", EventName = "SchemaIsOlder")]
    private partial void LogOlder(string reason);
}
