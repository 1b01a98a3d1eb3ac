using System.Buffers.Text;
using System.Security.Claims;
using System.Text.Json;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
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
                if (CallerOf(PayloadOf(context.SecurityToken)) is { } caller)
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
    internal static ClaimsPrincipal? CallerOf(JsonElement session)
    {
        var subject = Text(session, JwtRegisteredClaimNames.Sub);
        var org = Text(session, CallerClaims.OrgId);
        var hasWorkspace = session.TryGetProperty(CallerClaims.WorkspaceId, out _);
        var workspace = Text(session, CallerClaims.WorkspaceId);
        if (string.IsNullOrEmpty(subject) || subject.Length > MaxSubjectLength || !Tenant.IsId(org))
            return null;
        if (hasWorkspace && !Tenant.IsId(workspace))
            return null;
        if (!HasNumericDates(session))
            return null;

        List<Claim> claims =
        [
            new(CallerClaims.Actor, $"user:{subject}"),
            new(CallerClaims.OrgId, org!),
            .. RolesOf(session).Select(role => new Claim(CallerClaims.Role, role)),
        ];
        if (workspace is not null)
            claims.Add(new Claim(CallerClaims.WorkspaceId, workspace));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, SchemeName, CallerClaims.Actor, CallerClaims.Role));
    }

    // The payload as it was signed: in its claims the token library prints a number as text, flattens a list of one,
    // and has read a date from a string.
    private static JsonElement PayloadOf(SecurityToken token)
    {
        var payload = Base64Url.DecodeFromChars(((JsonWebToken)token).EncodedPayload);
        using var document = JsonDocument.Parse(payload);
        return document.RootElement.Clone();
    }

    private static string? Text(JsonElement session, string name) =>
        session.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool HasNumericDates(JsonElement session) =>
        new[] { JwtRegisteredClaimNames.Exp, JwtRegisteredClaimNames.Nbf }.All(name =>
            !session.TryGetProperty(name, out var date) || date.ValueKind is JsonValueKind.Number
        );

    private static IEnumerable<string> RolesOf(JsonElement session) =>
        session.TryGetProperty(CallerClaims.Role, out var role) && role.ValueKind is JsonValueKind.Array
            ? role.EnumerateArray()
                .Where(item => item.ValueKind is JsonValueKind.String)
                .Select(item => item.GetString()!)
        : Text(session, CallerClaims.Role) is { } only ? [only]
        : [];

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
