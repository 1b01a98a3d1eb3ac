using ApiKeys.Infrastructure;
using Microsoft.AspNetCore.Diagnostics;

namespace ApiKeys.WebApi.Errors;

/// <summary>An exception's answer: the status of an unreadable request, 503 when the database is away, else 500. Its text reaches the log only.</summary>
internal sealed partial class ExceptionWriter(IDatabaseFaults faults, ILogger<ExceptionWriter> logger)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (exception is BadHttpRequestException unreadable)
        {
            await ErrorWriter.WriteAsync(httpContext, HttpErrors.OfStatus(unreadable.StatusCode));
            return true;
        }

        if (faults.IsUnavailable(exception))
        {
            LogUnavailable(exception.GetBaseException().Message, httpContext.TraceIdentifier);
            await ErrorWriter.WriteAsync(httpContext, HttpErrors.Unavailable);
            return true;
        }

        if (!httpContext.RequestAborted.IsCancellationRequested)
            LogUnhandled(exception, httpContext.TraceIdentifier);
        await ErrorWriter.WriteAsync(httpContext, HttpErrors.Internal);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed", EventName = "RequestFailed")]
    private partial void LogUnhandled(Exception exception, string requestId);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "Request {RequestId} found the database unavailable: {Reason}",
        EventName = "DatabaseUnavailable"
    )]
    private partial void LogUnavailable(string reason, string requestId);
}
