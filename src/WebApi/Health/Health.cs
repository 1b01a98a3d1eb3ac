using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Infrastructure;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ApiKeys.WebApi.Health;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can serve, database and schema included; it also
/// shows the published bound on how long a revoked key may still pass.
/// </summary>
internal static class Health
{
    private const string Ready = "ready";

    public static void AddApiKeysHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: [Ready]);

    public static void UseApiKeysHealth(this IApplicationBuilder app)
    {
        app.UseHealthChecks(
            "/health/live",
            new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteLiveAsync }
        );
        app.UseHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteReadyAsync }
        );
    }

    private static Task WriteLiveAsync(HttpContext context, HealthReport report) =>
        WriteAsync(context, """{"status":"live"}""");

    private static Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        var status = report.Status is HealthStatus.Healthy ? "ready" : "unavailable";
        var bound = context.RequestServices.GetRequiredService<ICredentialCache>().Lifetime.TotalSeconds;
        return WriteAsync(
            context,
            FormattableString.Invariant($$"""{"status":"{{status}}","revocationBoundSeconds":{{bound}}}""")
        );
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private sealed class DatabaseCheck(IDatabaseSchema schema) : IHealthCheck
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            if (!schema.Verified.IsCompletedSuccessfully)
                return HealthCheckResult.Unhealthy();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            return await schema.IsReachableAsync(patience.Token)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy();
        }
    }
}
