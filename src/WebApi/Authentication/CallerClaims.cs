using System.Runtime.CompilerServices;
using System.Security.Claims;
using ApiKeys.Domain.Keys;

namespace ApiKeys.WebApi.Authentication;

/// <summary>The claims of an authenticated caller, and what they allow.</summary>
internal static class CallerClaims
{
    public const string Actor = "actor";
    public const string OrgId = "org_id";
    public const string WorkspaceId = "workspace_id";
    public const string Role = "role";
    public const string Scope = "scope";
    public const string Environment = "environment";
    public const string KeyId = "key_id";
    public const string KeyName = "key_name";

    private const string Owner = "owner";
    private const string Admin = "admin";

    // They follow from the key as it was read; whether it is still accepted is judged at every use.
    private static readonly ConditionalWeakTable<ApiKey, ClaimsPrincipal> Callers = [];

    /// <summary>The caller that presented <paramref name="key"/>; to be read only, since requests share it.</summary>
    public static ClaimsPrincipal Of(ApiKey key) => Callers.GetValue(key, Make);

    private static ClaimsPrincipal Make(ApiKey key)
    {
        List<Claim> claims =
        [
            new(Actor, $"api_key:{key.Id}"),
            new(OrgId, key.OrgId),
            new(WorkspaceId, key.WorkspaceId),
            new(Environment, key.Environment.Word()),
            new(KeyId, key.Id.ToString()),
            new(KeyName, key.Name.Value),
            .. key.Scopes.Select(scope => new Claim(Scope, scope)),
        ];
        var scheme = ApiKeyAuthenticationHandler.SchemeName;
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme, Actor, Role));
    }

    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.HasClaim(Scope, scope);

    public static bool MayGrantAll(this ClaimsPrincipal user) =>
        user.HasScope(Domain.Keys.Scope.All) || user.HasClaim(Role, Owner);

    public static bool MayManageKeys(this ClaimsPrincipal user) => user.MayGrantAll() || user.HasClaim(Role, Admin);

    public static bool MayReadHistory(this ClaimsPrincipal user) => user.HasScope(Domain.Keys.Scope.ReadAudit);
}
