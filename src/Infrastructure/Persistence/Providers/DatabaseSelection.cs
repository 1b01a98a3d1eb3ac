using ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using ApiKeys.Infrastructure.Persistence.Providers.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ApiKeys.Infrastructure.Persistence.Providers;

/// <summary>The database that the configuration chooses: <c>Database:Provider</c> and <c>ConnectionStrings:ApiKeys</c>.</summary>
internal static class DatabaseSelection
{
    private const string ProviderKey = "Database:Provider";
    private const string ConnectionStringName = "ApiKeys";
    private const string DefaultSqlite = "Data Source=data/keys.db";

    /// <param name="root">What a relative data source is relative to.</param>
    public static void AddDatabase(this IServiceCollection services, IConfiguration configuration, string root)
    {
        var connectionString = configuration.GetConnectionString(ConnectionStringName);
        switch (configuration[ProviderKey] ?? nameof(Sqlite))
        {
            case nameof(Sqlite):
                services.Add<SqliteApiKeysDbContext>(new SqliteProvider(connectionString ?? DefaultSqlite, root));
                break;
            case nameof(SqlServer):
                services.Add<SqlServerApiKeysDbContext>(new SqlServerProvider(Required(connectionString)));
                break;
            case nameof(PostgreSql):
                services.Add<PostgreSqlApiKeysDbContext>(new PostgreSqlProvider(Required(connectionString)));
                break;
            case var unknown:
                throw new InvalidOperationException(
                    $"{ProviderKey} is '{unknown}'; it can be {nameof(Sqlite)}, {nameof(SqlServer)} or {nameof(PostgreSql)}."
                );
        }
    }

    private static string Required(string? connectionString) =>
        connectionString
        ?? throw new InvalidOperationException(
            $"ConnectionStrings:{ConnectionStringName} is missing; a server needs it."
        );

    private static void Add<TContext>(this IServiceCollection services, DatabaseProvider provider)
        where TContext : ApiKeysDbContext
    {
        services.AddSingleton(provider);
        services.AddPooledDbContextFactory<TContext>(
            (resolver, builder) =>
            {
                provider.Configure(builder);
                builder.ConfigureWarnings(LogExpectedOutcomesQuietly);
                builder.AddInterceptors(resolver.GetServices<IInterceptor>());
            }
        );
        services.AddSingleton<IDbContextFactory<ApiKeysDbContext>, ContextFactory<TContext>>();
    }

    // A taken name and a stale read are answers, not faults; a fault reaches the log once, where the request fails.
    private static void LogExpectedOutcomesQuietly(WarningsConfigurationBuilder warnings) =>
        warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
            (RelationalEventId.ConnectionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug),
            (CoreEventId.SaveChangesFailed, LogLevel.Debug),
            (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug)
        );

    private sealed class ContextFactory<TContext>(IDbContextFactory<TContext> contexts)
        : IDbContextFactory<ApiKeysDbContext>
        where TContext : ApiKeysDbContext
    {
        public ApiKeysDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}
