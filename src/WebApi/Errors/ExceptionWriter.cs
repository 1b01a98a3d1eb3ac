using Microsoft.AspNetCore.Diagnostics;

namespace ApiKeys.WebApi.Errors;

/// <summary>An exception's answer: the status of an unreadable request, else 500. Its text reaches the log only.</summary>
internal sealed partial class ExceptionWriter(ILogger<ExceptionWriter> logger) : IExceptionHandler
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

        if (!httpContext.RequestAborted.IsCancellationRequested)
            LogUnhandled(exception, httpContext.TraceIdentifier);
        await ErrorWriter.WriteAsync(httpContext, HttpErrors.Internal);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed", EventName = "RequestFailed")]
    private partial void LogUnhandled(Exception exception, string requestId);
}
