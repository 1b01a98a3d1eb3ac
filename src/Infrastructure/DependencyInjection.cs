using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers;
using ApiKeys.Infrastructure.Persistence.Providers.Sqlite;
using ApiKeys.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ApiKeys.Infrastructure;

public static class DependencyInjection
{
    /// <summary>The adapters. <paramref name="root"/>: what a relative data source is relative to.</summary>
    public static IServiceCollection AddInfrastructure(
        this IServiceCollection services,
        IConfiguration configuration,
        string root
    )
    {
        services.AddDatabase(configuration, root);
        services.AddSingleton<AuditEventsInterceptor>();
        services.AddScoped<UnitOfWork>();
        services.AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<UnitOfWork>());
        services.AddScoped<IApiKeyRepository, ApiKeyRepository>();
        services.AddScoped<IApiKeyReader, ApiKeyReader>();
        services.AddSingleton<ICredentialReader, CredentialReader>();
        services.AddSingleton<IDatabaseSchema, DatabaseSchema>();
        services.AddSingleton<IKeyCounter, KeyCounter>();
        services
            .AddOptions<LastUseOptions>()
            .Bind(configuration.GetSection(LastUseOptions.Section))
            .Validate(
                options => options.FlushSeconds is > 0 and <= LastUseOptions.MaxFlushSeconds,
                $"{LastUseOptions.Section}:{nameof(LastUseOptions.FlushSeconds)} is more than 0 and at most {LastUseOptions.MaxFlushSeconds}."
            )
            .ValidateOnStart();
        services.AddSingleton<LastUseRecorder>();
        services.AddSingleton<ILastUseRecorder>(provider => provider.GetRequiredService<LastUseRecorder>());
        services.AddSingleton<IKeyTokenGenerator, KeyTokenGenerator>();
        return services;
    }

    /// <summary>What a serving host does beside its requests: prepares the database, and writes the last uses of keys.</summary>
    public static IServiceCollection AddInfrastructureServices(this IServiceCollection services)
    {
        services.AddHostedService<DatabaseStartup>();
        return services.AddHostedService(provider => provider.GetRequiredService<LastUseRecorder>());
    }

    private static void AddDatabase(this IServiceCollection services, IConfiguration configuration, string root)
    {
        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var connectionString =
            configuration.GetConnectionString(DatabaseOptions.ConnectionStringName)
            ?? DatabaseOptions.DefaultConnectionString;
        switch (options.Provider)
        {
            case "Sqlite":
                services.AddProvider<SqliteApiKeysDbContext>(_ => new SqliteProvider(connectionString, root));
                break;
            default:
                throw new InvalidOperationException(
                    $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)} is '{options.Provider}'; it can be Sqlite."
                );
        }
    }

    private static void AddProvider<TContext>(
        this IServiceCollection services,
        Func<IServiceProvider, DatabaseProvider> create
    )
        where TContext : ApiKeysDbContext
    {
        services.AddSingleton(create);
        services.AddPooledDbContextFactory<TContext>(
            (provider, builder) =>
            {
                provider.GetRequiredService<DatabaseProvider>().Configure(builder);
                builder.ConfigureWarnings(LogExpectedOutcomesQuietly);
                builder.AddInterceptors(provider.GetRequiredService<AuditEventsInterceptor>());
            }
        );
        services.AddSingleton<IDbContextFactory<ApiKeysDbContext>, ContextFactory<TContext>>();
    }

    // A taken name and a stale read are answers, not faults; what is a fault reaches the log as the exception it is.
    private static void LogExpectedOutcomesQuietly(WarningsConfigurationBuilder warnings) =>
        warnings.Log(
            (RelationalEventId.CommandError, LogLevel.Debug),
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
