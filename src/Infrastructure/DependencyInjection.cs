using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers;
using ApiKeys.Infrastructure.Security;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
        services.AddSingleton<IInterceptor, AuditEventsInterceptor>();
        services.AddScoped<IdempotentAnswers>();
        services.AddScoped<IIdempotentAnswers>(provider => provider.GetRequiredService<IdempotentAnswers>());
        services.AddScoped<UnitOfWork>();
        services.AddScoped<IUnitOfWork>(provider => provider.GetRequiredService<UnitOfWork>());
        services.AddSingleton<KeyLookups>();
        services.AddScoped<IApiKeyRepository, ApiKeyRepository>();
        services.AddScoped<IApiKeyReader, ApiKeyReader>();
        services.AddCredentials(configuration);
        services.AddSingleton<IDatabaseSchema, DatabaseSchema>();
        services.AddSingleton<IDatabaseFaults, DatabaseFaults>();
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

    private static void AddCredentials(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<CredentialCacheOptions>()
            .Bind(configuration.GetSection(CredentialCacheOptions.Section))
            .Validate(
                options => options.LifetimeSeconds is >= 0 and <= CredentialCacheOptions.MaxLifetimeSeconds,
                $"{CredentialCacheOptions.Section}:{nameof(CredentialCacheOptions.LifetimeSeconds)} is 0 to {CredentialCacheOptions.MaxLifetimeSeconds}."
            )
            .ValidateOnStart();
        services.AddSingleton<CredentialReader>();
        services.AddSingleton<CredentialCache>();
        services.AddSingleton<ICredentialReader>(provider => provider.GetRequiredService<CredentialCache>());
        services.AddSingleton<ICredentialCache>(provider => provider.GetRequiredService<CredentialCache>());
    }

    /// <summary>Prepares the database of a host that is about to serve.</summary>
    /// <exception cref="SchemaIsOlderException">An operator has to migrate it first.</exception>
    public static Task PrepareDatabaseAsync(this IServiceProvider services) =>
        services.GetService<DatabaseStartup>()?.PrepareAsync(default) ?? Task.CompletedTask;

    /// <summary>What a serving host does beside its requests: waits for a database that is away, and writes the last uses of keys.</summary>
    public static IServiceCollection AddInfrastructureServices(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseStartup>();
        services.AddSingleton<IdempotencyPurge>();
        services.AddHostedService(provider => provider.GetRequiredService<IdempotencyPurge>());
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStartup>());
        return services.AddHostedService(provider => provider.GetRequiredService<LastUseRecorder>());
    }
}
