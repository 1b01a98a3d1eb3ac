using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using ApiKeys.Application;
using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Contracts;
using ApiKeys.WebApi.Controllers;
using ApiKeys.WebApi.DialNexa;
using ApiKeys.WebApi.Errors;
using ApiKeys.WebApi.Health;
using ApiKeys.WebApi.Http;
using ApiKeys.WebApi.OpenApi;
using ApiKeys.WebApi.RateLimiting;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ApiKeys.WebApi;

internal static class DependencyInjection
{
    public static void AddApiKeys(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.Configuration.AddDefaultAddress();
        builder.Logging.AddSafeFilters();
        builder.SetLimits();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new ScopeCatalogue(ReadScopes(builder.Configuration)));
        services.AddApplication(typeof(DependencyInjection).Assembly);
        services.AddInfrastructure(builder.Configuration, builder.Environment.ContentRootPath);
        services.AddScoped<HttpCaller>();
        services.AddScoped<ICaller>(provider => provider.GetRequiredService<HttpCaller>());
        services.AddApiKeysAuthentication();
        services.AddExceptionHandler<ExceptionWriter>();
        services.Configure<DialNexaOptions>(builder.Configuration.GetSection(DialNexaOptions.Section));
        services.AddApiControllers();
        services.AddApiKeysHealth();
        services.AddApiKeysOpenApi();
        services.AddRateLimits(builder.Configuration);

        if (!HostingTool.IsBuildingTheHost)
        {
            services.AddInfrastructureServices();
            services.AddSingleton(Console.Out);
            services.AddHostedService<OwnerKeyBootstrap>();
        }
    }

    public static void UseApiKeys(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseMiddleware<ResponseHeaders>();
        app.UseExceptionHandler(_ => { });
        app.UseMiddleware<DialNexaHosts>();
        app.UseApiKeysHealth();
        app.UseMiddleware<VerifiedSchema>();
        app.UseMiddleware<VerifyShortcut>();
        app.UseStatusCodePages(context => ErrorWriter.WriteStatusAsync(context.HttpContext));
        app.UseApiKeysDocs();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseMiddleware<RefusalsNeedACaller>();
        app.UseAuthentication();
        app.UseMiddleware<RateLimits>();
        app.UseAuthorization();
        app.MapControllers();
    }

    // A configured list replaces the default one, so that a scope can also be taken away.
    private static IReadOnlyCollection<string> ReadScopes(ConfigurationManager configuration) =>
        configuration.GetSection("Scopes:Catalogue").Get<string[]>() ?? Scope.DefaultCatalogue;

    private static void AddApiControllers(this IServiceCollection services)
    {
        services
            .AddControllers(mvc =>
            {
                mvc.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                mvc.OutputFormatters.RemoveType<StringOutputFormatter>();
                // No request is a form; whether one might be would be asked three times a request.
                mvc.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
                mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
                mvc.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
            })
            .ConfigureApiBehaviorOptions(api =>
            {
                api.SuppressMapClientErrors = true;
                api.InvalidModelStateResponseFactory = context => new ErrorResult(ModelErrors.From(context.ModelState));
            })
            .AddJsonOptions(json =>
            {
                var options = json.JsonSerializerOptions;
                options.PropertyNameCaseInsensitive = false;
                options.AllowDuplicateProperties = false;
                options.NumberHandling = JsonNumberHandling.Strict;
                options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
                options.Converters.Add(new InstantConverter());
                options.TypeInfoResolverChain.Clear();
                options.TypeInfoResolverChain.Add(NativeJsonContext.Default);
                options.TypeInfoResolverChain.Add(DialNexaJsonContext.Default);
            });
        services.ConfigureOptions<JsonBodies>();
    }
}
