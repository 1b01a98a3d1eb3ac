using ApiKeys.WebApi.DialNexa;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.Authentication;

internal static class AuthenticationSetup
{
    /// <summary>One bearer scheme, which hands a token to the scheme of its shape.</summary>
    private const string BearerScheme = "Bearer";

    public static void AddApiKeysAuthentication(this IServiceCollection services)
    {
        services
            .AddAuthentication(BearerScheme)
            .AddPolicyScheme(BearerScheme, displayName: null, bearer => bearer.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(
                ApiKeyAuthenticationHandler.SchemeName,
                configureOptions: null
            )
            .AddJwtBearer(SessionTokens.SchemeName);
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, SessionTokens>();
        services.AddAuthorization(Policies.Add);
        RemoveDataProtectionKeyRing(services);
    }

    // A JWT has dots, a key has none. DialNexa's dialect takes API keys only.
    private static string SchemeOf(HttpContext context) =>
        !DialNexaPaths.Covers(context.Request.Path) && BearerToken.Of(context.Request)?.Contains('.') == true
            ? SessionTokens.SchemeName
            : ApiKeyAuthenticationHandler.SchemeName;

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
