namespace ApiKeys.WebApi.Http;

/// <summary>Headers of every answer: nothing is stored by caches, and each answer can be named in a support request.</summary>
internal sealed class ResponseHeaders(RequestDelegate next)
{
    public const string RequestId = "X-Request-Id";
    private const int MaxRequestIdLength = 128;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers[RequestId] is [{ } sent] && IsPlain(sent))
            context.TraceIdentifier = sent;
        context.Response.OnStarting(SetHeaders, context);
        return next(context);
    }

    private static Task SetHeaders(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers[RequestId] = context.TraceIdentifier;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        return Task.CompletedTask;
    }

    // The caller's own id is repeated only while it can do no harm in a header or a log.
    private static bool IsPlain(string id) =>
        id.Length is > 0 and <= MaxRequestIdLength
        && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !id.Contains("pk_", StringComparison.Ordinal);
}
