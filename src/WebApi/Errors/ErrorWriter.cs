using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using ApiKeys.Domain.Common;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.DialNexa;

namespace ApiKeys.WebApi.Errors;

/// <summary>Where every refusal becomes an answer: status, challenge, and the body of the request's dialect.</summary>
internal static class ErrorWriter
{
    private const int UnavailableSeconds = 1;

    public static Task WriteAsync(HttpContext context, Error error)
    {
        var response = context.Response;
        response.StatusCode = ErrorStatus.Of(error.Kind);
        if (RetryAfterOf(error) is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (BearerChallenge.For(error.Kind, context.Request) is { } challenge)
            response.Headers.WWWAuthenticate = challenge;
        return DialNexaPaths.Covers(context.Request.Path)
            ? WriteBodyAsync(
                response,
                DialNexaErrorResponse.From(error),
                DialNexaJsonContext.Default.DialNexaErrorResponse
            )
            : WriteBodyAsync(
                response,
                NativeErrorResponse.From(error),
                NativeErrorJsonContext.Default.NativeErrorResponse
            );
    }

    /// <summary>Gives a body to a refusal that the framework left with a bare status.</summary>
    public static Task WriteStatusAsync(HttpContext context) =>
        WriteAsync(context, HttpErrors.OfStatus(context.Response.StatusCode));

    private static int? RetryAfterOf(Error error) =>
        error switch
        {
            RateLimitedError limited => limited.RetryAfterSeconds,
            { Kind: ErrorKind.Unavailable } => UnavailableSeconds,
            _ => null,
        };

    private static Task WriteBodyAsync<T>(HttpResponse response, T body, JsonTypeInfo<T> type) =>
        response.WriteAsJsonAsync(body, type, cancellationToken: response.HttpContext.RequestAborted);
}
