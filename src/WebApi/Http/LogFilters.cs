namespace ApiKeys.WebApi.Http;

internal static class LogFilters
{
    // In code and not in a settings file, which may be missing or changed: the framework logs raw URLs at Information,
    // hosting puts one in the scope around all other lines, and someone will put a secret in one.
    public static void AddSafeFilters(this ILoggingBuilder logging) =>
        logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("ApiKeys.WebApi.Authentication", LogLevel.Warning);
}
