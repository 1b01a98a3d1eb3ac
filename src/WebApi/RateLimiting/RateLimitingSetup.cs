using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.RateLimiting;

internal static class RateLimitingSetup
{
    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<RateLimitingOptions>()
            .Bind(configuration.GetSection(RateLimitingOptions.Section))
            .Validate(
                options => options.Management.IsValid && options.Verification.IsValid,
                "RateLimiting: a PermitLimit is 0 or more, an AnonymousPermitLimit 1 or more, WindowSeconds 1 to 86400."
            )
            .Validate(
                options => options.TrustedProxies.All(proxy => NetworkOf(proxy) is not null),
                "RateLimiting:TrustedProxies holds addresses or networks such as 10.0.0.0/8."
            )
            .ValidateOnStart();
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<RateLimitingOptions>>(
                (forwarded, limits) =>
                {
                    forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
                    forwarded.ForwardLimit = null;
                    forwarded.KnownProxies.Clear();
                    forwarded.KnownIPNetworks.Clear();
                    foreach (var proxy in limits.Value.TrustedProxies)
                        forwarded.KnownIPNetworks.Add(NetworkOf(proxy)!.Value);
                }
            );
    }

    /// <summary>Believes in forwarded addresses only when proxies are configured: without any, the framework believes all.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app)
    {
        var options = app.ApplicationServices.GetRequiredService<IOptions<RateLimitingOptions>>();
        if (options.Value.TrustedProxies.Length > 0)
            app.UseForwardedHeaders();
    }

    private static System.Net.IPNetwork? NetworkOf(string proxy) =>
        System.Net.IPNetwork.TryParse(proxy, out var network) ? network
        : IPAddress.TryParse(proxy, out var address)
            ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
