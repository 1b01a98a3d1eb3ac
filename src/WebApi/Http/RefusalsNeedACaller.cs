using ApiKeys.WebApi.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace ApiKeys.WebApi.Http;

/// <summary>
/// Routing refuses a wrong method on a known path (405) with an endpoint of its own that has no policy. It gets the one
/// of key management, so that 401 and 403 come first there too.
/// </summary>
internal sealed class RefusalsNeedACaller(RequestDelegate next)
{
    private static readonly AuthorizeAttribute ManageKeys = new(Policies.ManageKeys);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint and not RouteEndpoint)
        {
            var metadata = new EndpointMetadataCollection([.. endpoint.Metadata, ManageKeys]);
            context.SetEndpoint(new Endpoint(endpoint.RequestDelegate, metadata, endpoint.DisplayName));
        }

        return next(context);
    }
}
