using System.Collections.Concurrent;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>
/// The documents, each made once: that takes a tenth of a second, and anybody may ask for them as often as they like.
/// </summary>
internal sealed class OpenApiDocuments(IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> made = new();

    public async Task AnswerAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["documentName"]!;
        var json = await made.GetOrAdd(name, key => new Lazy<Task<string>>(() => MakeAsync(key))).Value;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(json, context.RequestAborted);
    }

    private async Task<string> MakeAsync(string name)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(name);
        var document = await provider.GetOpenApiDocumentAsync();
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0);
    }
}
