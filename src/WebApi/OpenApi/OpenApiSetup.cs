using System.Text.Json.Serialization;
using ApiKeys.WebApi.DialNexa;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>
/// One document per dialect under <c>/openapi</c>, and a page to read and try both under <c>/docs</c>. The documents
/// are the same as the committed <c>docs/openapi</c>.
/// </summary>
internal static class OpenApiSetup
{
    public const string Native = "native";
    public const string DialNexa = "dialnexa";
    public const string KeysTag = "API keys";
    public const string ForwardAuthTag = "Forward authentication";
    private const string Page = "docs";

    public static void AddApiKeysOpenApi(this IServiceCollection services)
    {
        // Only the documents read these options; the answers have their own.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, ActionDescriptions>());
        services.AddSingleton<OpenApiDocuments>();
        services.AddDocument(Native);
        services.AddDocument(DialNexa);
    }

    public static void UseApiKeysDocs(this WebApplication app)
    {
        // Only where its pages are: it matches several patterns with every path it sees.
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments($"/{Page}"),
            docs =>
                docs.UseSwaggerUI(page =>
                {
                    page.RoutePrefix = Page;
                    page.DocumentTitle = "ApiKeys";
                    page.SwaggerEndpoint($"/openapi/{Native}.json", "Native");
                    page.SwaggerEndpoint($"/openapi/{DialNexa}.json", "DialNexa");
                })
        );
        var documents = app.Services.GetRequiredService<OpenApiDocuments>();
        app.MapGet($"/openapi/{{documentName:regex(^({Native}|{DialNexa})$)}}.json", documents.AnswerAsync)
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    private static void AddDocument(this IServiceCollection services, string name) =>
        services.AddOpenApi(
            name,
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
                options.ShouldInclude = action => (name == DialNexa) == DialNexaPaths.Covers($"/{action.RelativePath}");
                options.AddOperationTransformer<OperationTransformer>();
                options.AddDocumentTransformer<DocumentTransformer>();
            }
        );
}
