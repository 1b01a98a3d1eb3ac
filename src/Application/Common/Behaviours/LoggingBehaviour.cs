using System.Diagnostics;
using ApiKeys.Domain.Common;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ApiKeys.Application.Common.Behaviours;

/// <summary>Logs each request by name and outcome; never the request itself, which may hold secrets.</summary>
internal sealed partial class LoggingBehaviour<TRequest, TResponse>(
    ILogger<LoggingBehaviour<TRequest, TResponse>> logger
) : IPipelineBehavior<TRequest, TResponse>
    where TResponse : IResult<TResponse>
{
    public Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    ) => logger.IsEnabled(LogLevel.Debug) ? HandleAndLogAsync(next) : next();

    private async Task<TResponse> HandleAndLogAsync(RequestHandlerDelegate<TResponse> next)
    {
        var started = Stopwatch.GetTimestamp();
        var response = await next();
        var outcome = response.IsFailure ? response.Error.Code : "ok";
        LogHandled(typeof(TRequest).Name, outcome, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return response;
    }

    [LoggerMessage(1, LogLevel.Debug, "{Request}: {Outcome} in {Milliseconds:F1} ms", EventName = "RequestHandled")]
    private partial void LogHandled(string request, string outcome, double milliseconds);
}
