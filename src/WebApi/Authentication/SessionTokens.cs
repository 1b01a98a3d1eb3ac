using System.Security.Claims;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace ApiKeys.WebApi.Authentication;

/// <summary>
/// Sessions of people: JWTs, set up by the framework's section <c>Authentication:Schemes:Session</c> (authority or
/// signing keys, issuer, audience). Without it no session is accepted.
/// </summary>
internal sealed class SessionTokens(TimeProvider clock, IConfiguration configuration)
    : IPostConfigureOptions<JwtBearerOptions>
{
    public const string SchemeName = "Session";

    /// <summary>The longest <c>sub</c>, as OpenID Connect bounds it.</summary>
    private const int MaxSubjectLength = 255;

    private const string Subject = "sub";

    private static readonly string[] Symmetric = [SecurityAlgorithms.HmacSha256];

    private static readonly string[] Asymmetric =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.EcdsaSha256,
    ];

    public void PostConfigure(string? name, JwtBearerOptions options)
    {
        if (name != SchemeName)
            return;
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;

        var rules = options.TokenValidationParameters;
        // The framework leaves out the checks that the section does not configure; here they refuse instead.
        rules.ValidateIssuer = true;
        rules.ValidateAudience = true;
        rules.ValidateIssuerSigningKey = true;
        rules.RequireSignedTokens = true;
        rules.RequireExpirationTime = true;
        rules.ValidateLifetime = true;
        rules.LifetimeValidator = IsWithinLifetime;
        rules.ValidAlgorithms = PinnedAlgorithms(options);
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                context.Token = BearerToken.Of(context.Request);
                if (context.Token is null)
                    context.NoResult();
                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                if (CallerOf(context.Principal!) is { } caller)
                    context.Principal = caller;
                else
                    context.Fail("The session's claims are not acceptable.");
                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                return ErrorWriter.WriteAsync(context.HttpContext, HttpErrors.Unauthorized);
            },
            OnForbidden = context => ErrorWriter.WriteAsync(context.HttpContext, HttpErrors.Forbidden),
        };
    }

    /// <summary>Only the claims that count here, checked; null when one is missing or malformed.</summary>
    internal static ClaimsPrincipal? CallerOf(ClaimsPrincipal session)
    {
        var subject = SingleText(session, Subject);
        var org = SingleText(session, CallerClaims.OrgId);
        var hasWorkspace = session.HasClaim(claim => claim.Type == CallerClaims.WorkspaceId);
        var workspace = hasWorkspace ? SingleText(session, CallerClaims.WorkspaceId) : null;
        if (string.IsNullOrEmpty(subject) || subject.Length > MaxSubjectLength || !Tenant.IsId(org))
            return null;
        if (hasWorkspace && !Tenant.IsId(workspace))
            return null;

        List<Claim> claims =
        [
            new(CallerClaims.Actor, $"user:{subject}"),
            new(CallerClaims.OrgId, org!),
            .. session.FindAll(CallerClaims.Role).Select(role => new Claim(CallerClaims.Role, role.Value)),
        ];
        if (workspace is not null)
            claims.Add(new Claim(CallerClaims.WorkspaceId, workspace));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName, CallerClaims.Actor, CallerClaims.Role));
    }

    // A number or a list is not a string, even where the token library would print it as one.
    private static string? SingleText(ClaimsPrincipal session, string type) =>
        session.FindAll(type).ToArray() is [{ ValueType: ClaimValueTypes.String } only] ? only.Value : null;

    // exp and nbf to the second, by this service's own clock and without leeway.
    private bool IsWithinLifetime(
        DateTime? notBefore,
        DateTime? expires,
        SecurityToken token,
        TokenValidationParameters rules
    )
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return expires > now && (notBefore is null || notBefore <= now);
    }

    private string[] PinnedAlgorithms(JwtBearerOptions options) =>
        configuration.GetSection($"Authentication:Schemes:{SchemeName}:ValidAlgorithms").Get<string[]>()
        ?? (string.IsNullOrEmpty(options.Authority) ? Symmetric : Asymmetric);
}
