using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ApiKeys.WebApi.Http;

/// <summary>What one request and all together may take of the service; documented in docs/limits.md.</summary>
internal static class Limits
{
    /// <summary>The largest request body, in bytes.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private const int MaxRequestLineBytes = 8 * 1024;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;
    private const long DefaultMaxConnections = 10_000;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    // A body slower than this is one that holds the service; 64 KiB need less than the grace at any honest speed.
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    public static void SetLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxRequestBodySize = MaxBodyBytes;
            limits.MaxRequestLineSize = MaxRequestLineBytes;
            limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            limits.MaxRequestHeaderCount = MaxHeaders;
            limits.RequestHeadersTimeout = HeadersTimeout;
            limits.KeepAliveTimeout = KeepAliveTimeout;
            limits.MinRequestBodyDataRate = SlowestBody;
            limits.MaxConcurrentConnections = builder.Configuration.GetValue(
                "Limits:MaxConnections",
                DefaultMaxConnections
            );
        });
        builder.Services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = RequestTimeout,
                WriteTimeoutResponse = context => ErrorWriter.WriteAsync(context, HttpErrors.Unavailable),
            }
        );
    }
}
