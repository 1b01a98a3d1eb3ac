using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.DialNexa;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Authorization;

namespace ApiKeys.WebApi.Http;

/// <summary>
/// Routing refuses a wrong method on a known path (405) with an endpoint of its own that has no policy. It gets the one
/// of key management, so that 401 and 403 come first there too, and the 404 of an id that cannot be one.
/// </summary>
internal sealed class RefusalsNeedACaller(RequestDelegate next)
{
    private static readonly AuthorizeAttribute ManageKeys = new(Policies.ManageKeys);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint and not RouteEndpoint)
        {
            var metadata = new EndpointMetadataCollection([.. endpoint.Metadata, ManageKeys]);
            var refuse = HasMalformedId(context.Request.Path) ? AnswerNotFound : endpoint.RequestDelegate;
            context.SetEndpoint(new Endpoint(refuse, metadata, endpoint.DisplayName));
        }

        return next(context);
    }

    private static Task AnswerNotFound(HttpContext context) => ErrorWriter.WriteAsync(context, ApiKeyErrors.NotFound);

    // The id is what follows /v1/api-keys.
    private static bool HasMalformedId(PathString path)
    {
        var isDialNexa = path.StartsWithSegments(DialNexaPaths.Root, out var rest);
        var isKeys = (isDialNexa ? rest : path).StartsWithSegments("/v1/api-keys", out var below);
        var id = below.Value?.Trim('/').Split('/')[0];
        if (!isKeys || string.IsNullOrEmpty(id))
            return false;
        return !(isDialNexa ? KeyToken.IsSelector(id) : UuidIdAttribute.IsUuid(id) || id == "verify");
    }
}
