using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>What a document says as a whole: title, server, tags, the bearer scheme, and the limits of its shapes.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Bearer = "bearer";

    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var isDialNexa = context.DocumentName == OpenApiSetup.DialNexa;
        document.Info = new OpenApiInfo
        {
            Title = isDialNexa ? "ApiKeys, DialNexa's dialect" : "ApiKeys",
            Version = "1",
            Description =
                "Keeps API keys: rename, issue, find, rotate, revoke and verify them. Every answer carries X-Request-Id; every refusal has the same body.",
            Contact = new OpenApiContact { Name = "The ApiKeys authors" },
            License = new OpenApiLicense { Name = "MIT", Url = new Uri("https://opensource.org/license/mit") },
        };
        // Whatever host served the document: the same text everywhere.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = OpenApiSetup.KeysTag, Description = "Keys and what can be done with them." },
        };
        if (!isDialNexa)
        {
            document.Tags.Add(
                new OpenApiTag
                {
                    Name = OpenApiSetup.ForwardAuthTag,
                    Description = "Authentication on behalf of proxies.",
                }
            );
        }

        document.AddComponent<IOpenApiSecurityScheme>(
            Bearer,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = isDialNexa ? "An API key." : "An API key, or a session token.",
            }
        );
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];

        foreach (var (name, schema) in document.Components?.Schemas?.ToArray() ?? [])
        {
            if (!Refusals.Shapes.Contains(name) && schema is OpenApiSchema shape)
                SchemaRules.Apply(name, shape);
            if (
                schema.Properties?.TryGetValue("data", out var data) == true
                && data is OpenApiSchema { Properties: not null }
            )
            {
                document.AddComponent("KeyEventData", data);
                schema.Properties["data"] = new OpenApiSchemaReference("KeyEventData", document);
            }
        }

        return Task.CompletedTask;
    }
}
