using System.Security.Claims;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;

namespace ApiKeys.WebApi.Authentication;

/// <summary>The caller of the current request.</summary>
internal sealed class HttpCaller : ICaller
{
    private ClaimsPrincipal? user;

    /// <summary>Who the request was authenticated as; set before a use case is sent.</summary>
    public ClaimsPrincipal User
    {
        private get => user ?? throw new InvalidOperationException("There is no request, so there is no caller.");
        set => user = value;
    }

    public string Actor => Required(CallerClaims.Actor);

    public Tenant Tenant => new(Required(CallerClaims.OrgId), User.FindFirstValue(CallerClaims.WorkspaceId));

    public bool MayGrantAll => User.MayGrantAll();

    private string Required(string claim) =>
        User.FindFirstValue(claim) ?? throw new InvalidOperationException($"The caller has no claim '{claim}'.");
}
