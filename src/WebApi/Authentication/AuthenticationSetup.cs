using ApiKeys.WebApi.Controllers;
using ApiKeys.WebApi.DialNexa;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.Authentication;

internal static class AuthenticationSetup
{
    public static void AddApiKeysAuthentication(this IServiceCollection services)
    {
        services
            .AddAuthentication(ApiKeyAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(
                ApiKeyAuthenticationHandler.SchemeName,
                apiKey => apiKey.ForwardDefaultSelector = SessionOf
            )
            .AddJwtBearer(SessionTokens.SchemeName);
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, SessionTokens>();
        services.AddAuthorization(Policies.Add);
        RemoveDataProtectionKeyRing(services);
    }

    // A JWT has dots, a key has none. DialNexa's dialect and forward authentication take API keys only.
    private static string? SessionOf(HttpContext context) =>
        BearerToken.Of(context.Request)?.Contains('.') == true
        && !DialNexaPaths.Covers(context.Request.Path)
        && !ForwardAuthController.Covers(context.Request.Path)
            ? SessionTokens.SchemeName
            : null;

    // Nothing here is protected by cookies, so no key ring is made at start: it would lie in the home directory.
    private static void RemoveDataProtectionKeyRing(IServiceCollection services)
    {
        var keyRing = services.FirstOrDefault(service =>
            service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Name == "DataProtectionHostedService"
        );
        if (keyRing is not null)
            services.Remove(keyRing);
    }
}
