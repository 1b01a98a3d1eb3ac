using System.Security.Claims;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;

namespace ApiKeys.WebApi.Authentication;

/// <summary>The caller of the current request.</summary>
internal sealed class HttpCaller : ICaller
{
    private ClaimsPrincipal? user;

    private ClaimsPrincipal User => user ?? throw new InvalidOperationException("Nobody has said who is calling.");

    public string Actor => Required(CallerClaims.Actor);

    public Tenant Tenant => new(Required(CallerClaims.OrgId), User.FindFirstValue(CallerClaims.WorkspaceId));

    public bool MayGrantAll => User.MayGrantAll();

    /// <summary>Says who is calling, as authenticated; before a use case is sent.</summary>
    public void Is(ClaimsPrincipal authenticated) => user = authenticated;

    private string Required(string claim) =>
        User.FindFirstValue(claim) ?? throw new InvalidOperationException($"The caller has no claim '{claim}'.");
}
