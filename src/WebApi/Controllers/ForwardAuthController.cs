using System.Security.Claims;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ApiKeys.WebApi.Controllers;

/// <summary>
/// Forward authentication for proxies: nginx <c>auth_request</c>, Envoy <c>ext_authz</c>, Traefik, Caddy. Any method;
/// the end client's own API key is the bearer token.
/// </summary>
[ApiController]
[Authorize(Policies.AnyCaller)]
public sealed class ForwardAuthController : ControllerBase
{
    public const string Path = "v1/auth";

    private static readonly PathString Root = $"/{Path}";

    /// <summary>Whether a path is for forward authentication, which takes no session.</summary>
    internal static bool Covers(PathString path) => path.StartsWithSegments(Root);

    /// <summary>204 with the key's identity in headers, when the key is accepted and has every <c>scope</c>.</summary>
    [Route(Path + "/{**path}")]
    public ActionResult Authenticate([FromQuery(Name = "scope")] string[] scopes)
    {
        string[] held = [.. User.FindAll(CallerClaims.Scope).Select(claim => claim.Value)];
        if (!held.Satisfies(scopes))
            return new ErrorResult(HttpErrors.Forbidden);

        var headers = Response.Headers;
        headers["X-Api-Key-Id"] = User.FindFirstValue(CallerClaims.KeyId);
        headers["X-Api-Key-Name"] = Uri.EscapeDataString(User.FindFirstValue(CallerClaims.KeyName)!);
        headers["X-Api-Key-Org"] = User.FindFirstValue(CallerClaims.OrgId);
        headers["X-Api-Key-Workspace"] = User.FindFirstValue(CallerClaims.WorkspaceId);
        headers["X-Api-Key-Scopes"] = string.Join(' ', held);
        return NoContent();
    }
}
