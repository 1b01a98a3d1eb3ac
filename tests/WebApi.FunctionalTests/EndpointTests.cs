using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>Endpoints are closed by default: each names its policy, or stands in the list of open ones.</summary>
internal sealed class EndpointTests : ServiceFixture
{
    private static readonly string[] Anonymous = ["/openapi/{documentName:regex(^(native|dialnexa)$)}.json"];

    [Test]
    public void EveryEndpoint_NamesAPolicyOrIsListedAsAnonymous()
    {
        var endpoints = Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

        Assert.That(endpoints, Is.Not.Empty);
        Assert.That(endpoints.Where(IsOpen).Select(PathOf), Is.SubsetOf(Anonymous));
    }

    private static bool IsOpen(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || !endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => !string.IsNullOrEmpty(data.Policy));

    private static string PathOf(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}";
}
