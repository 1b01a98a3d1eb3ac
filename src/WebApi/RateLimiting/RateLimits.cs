using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Threading.RateLimiting;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Controllers;
using ApiKeys.WebApi.DialNexa;
using ApiKeys.WebApi.Errors;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.RateLimiting;

/// <summary>
/// Limits requests per API key or session subject, and those without an accepted token per address; tells the state in
/// <c>X-RateLimit-*</c> on every answer of a limited group.
/// </summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>Addresses share this many counters, so that a flood from many of them costs no memory.</summary>
    private const int AddressBuckets = 65_536;

    private static readonly PathString VerifyPath = "/v1/api-keys/verify";
    private static readonly PathString KeysPath = "/v1/api-keys";

    private readonly RequestDelegate next;
    private readonly TimeProvider clock;
    private readonly PartitionedRateLimiter<HttpContext>? management;
    private readonly PartitionedRateLimiter<HttpContext>? verification;
    private readonly bool isOn;

    public RateLimits(RequestDelegate next, IOptions<RateLimitingOptions> options, TimeProvider clock)
    {
        this.next = next;
        this.clock = clock;
        management = LimiterOf(options.Value.Management);
        verification = LimiterOf(options.Value.Verification);
        isOn = management is not null || verification is not null;
    }

    public Task InvokeAsync(HttpContext context)
    {
        var limiter = isOn ? LimiterFor(context.Request.Path) : null;
        return limiter is null ? next(context) : LimitAsync(context, limiter);
    }

    public void Dispose()
    {
        management?.Dispose();
        verification?.Dispose();
    }

    private async Task LimitAsync(HttpContext context, PartitionedRateLimiter<HttpContext> limiter)
    {
        using var acquired = limiter.AttemptAcquire(context);
        var lease = (WindowLease)acquired;
        var headers = context.Response.Headers;
        context.Response.OnStarting(() =>
        {
            headers["X-RateLimit-Limit"] = lease.Limit.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = lease.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = lease.ResetsAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        var wait = Math.Max(1, (int)Math.Ceiling((lease.ResetsAt - clock.GetUtcNow()).TotalSeconds));
        await ErrorWriter.WriteAsync(context, new RateLimitedError(wait));
    }

    private PartitionedRateLimiter<HttpContext>? LimiterFor(PathString path) =>
        path.StartsWithSegments(VerifyPath) || ForwardAuthController.Covers(path) ? verification
        : path.StartsWithSegments(KeysPath) || DialNexaPaths.Covers(path) ? management
        : null;

    private PartitionedRateLimiter<HttpContext>? LimiterOf(RateLimitGroup group)
    {
        if (!group.IsOn)
            return null;
        var window = TimeSpan.FromSeconds(group.WindowSeconds);
        var anonymous = group.AnonymousPermitLimit ?? group.PermitLimit;
        return PartitionedRateLimiter.Create<HttpContext, string>(context =>
            CallerOf(context.User) is { } caller
                ? RateLimitPartition.Get(caller, _ => new WindowLimiter(group.PermitLimit, window, clock))
                : RateLimitPartition.Get(
                    BucketOf(context.Connection.RemoteIpAddress),
                    _ => new WindowLimiter(anonymous, window, clock)
                )
        );
    }

    private static string? CallerOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true
            ? $"{user.FindFirstValue(CallerClaims.OrgId)}\n{user.FindFirstValue(CallerClaims.Actor)}"
            : null;

    // An IPv6 client has a whole /64 to itself.
    private static string BucketOf(IPAddress? address)
    {
        var bytes = (address ?? IPAddress.None).MapToIPv6().GetAddressBytes();
        var hash = new HashCode();
        hash.AddBytes(
            address?.IsIPv4MappedToIPv6 != false || bytes[..10].All(part => part == 0) ? bytes : bytes.AsSpan(0, 8)
        );
        return $"address {(uint)hash.ToHashCode() % AddressBuckets}";
    }
}
