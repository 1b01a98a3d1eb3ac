using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.DialNexa;

/// <summary>The section <c>DialNexa</c> of the configuration.</summary>
internal sealed class DialNexaOptions
{
    public const string Section = "DialNexa";

    /// <summary>Host names whose <c>/v1/api-keys</c> speaks this dialect, without ports.</summary>
    public string[] Hosts { get; set; } = [];
}

internal static class DialNexaPaths
{
    public const string Root = "/dialnexa";

    /// <summary>Whether a path speaks this dialect, errors included.</summary>
    public static bool Covers(PathString path) => path.StartsWithSegments(Root);
}

/// <summary>Puts <c>/v1/api-keys</c> of the configured hosts under this dialect's root, before routing.</summary>
internal sealed class DialNexaHosts(RequestDelegate next, IOptions<DialNexaOptions> options)
{
    private readonly HashSet<string> hosts = new(options.Value.Hosts, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/v1/api-keys") && hosts.Contains(request.Host.Host))
            request.Path = DialNexaPaths.Root + request.Path;
        return next(context);
    }
}
