namespace ApiKeys.WebApi.Http;

internal static class LogFilters
{
    // In code and not in a settings file, which may be missing or changed: at Information the framework logs raw URLs,
    // and someone will put a secret in one.
    public static void AddSafeFilters(this ILoggingBuilder logging) =>
        logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("ApiKeys.WebApi.Authentication", LogLevel.Warning);
}
