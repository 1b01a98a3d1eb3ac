using System.Text.Encodings.Web;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.Authentication;

/// <summary>Authenticates a caller by its API key, in either form.</summary>
internal sealed class ApiKeyAuthenticationHandler(
    ApiKeyAuthenticator authenticator,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } token)
            return AuthenticateResult.NoResult();
        var (verdict, key) = await authenticator.AuthenticateAsync(token, Context.RequestAborted);
        if (verdict is not KeyVerdict.Accepted)
            return AuthenticateResult.Fail("The API key is not accepted.");
        return AuthenticateResult.Success(new AuthenticationTicket(CallerClaims.Of(key!), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        ErrorWriter.WriteAsync(Context, HttpErrors.Unauthorized);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ErrorWriter.WriteAsync(Context, HttpErrors.Forbidden);
}
