using Microsoft.AspNetCore.Authentication;

namespace ApiKeys.WebApi.Authentication;

internal static class AuthenticationSetup
{
    public static void AddApiKeysAuthentication(this IServiceCollection services)
    {
        services
            .AddAuthentication(ApiKeyAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(
                ApiKeyAuthenticationHandler.SchemeName,
                configureOptions: null
            );
        services.AddAuthorization(Policies.Add);
        RemoveDataProtectionKeyRing(services);
    }

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
