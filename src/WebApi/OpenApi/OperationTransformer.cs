using ApiKeys.Application.Common.Abstractions;
using ApiKeys.WebApi.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>Adds to an operation what its signature cannot say: id, refusals, headers, examples, conditional headers.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";
    private const string IfMatch = "If-Match";

    public Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var document = context.Document!;
        var action = context.Description.ActionDescriptor;
        var entry = Operations.Of(action);
        var isDialNexa = context.DocumentName == OpenApiSetup.DialNexa;
        var isForwardAuth = entry.Id == "authenticateRequest";

        operation.OperationId = entry.Id;
        operation.Description ??= operation.Summary;
        var tag = isForwardAuth ? OpenApiSetup.ForwardAuthTag : OpenApiSetup.KeysTag;
        operation.Tags = new HashSet<OpenApiTagReference> { new(tag, document) };
        DescribeParameters(operation, action, isDialNexa);
        DescribeBody(operation, isPatch: context.Description.HttpMethod == HttpMethods.Patch && !isDialNexa);

        var responses = operation.Responses ??= [];
        var success = (OpenApiResponse)responses[$"{entry.Success}"];
        success.Description = DescriptionOf(entry.Success);
        success.Headers = Headers.Of(document, entry.Headers);
        AddExamples(success.Content);
        foreach (var status in entry.AllRefusals)
            responses[$"{status}"] = Refusals.Of(document, status, isDialNexa);
        return Task.CompletedTask;
    }

    private static string DescriptionOf(int success) =>
        success switch
        {
            201 => "Done. The plaintext is in this answer and never again.",
            204 => "The key is accepted and has every scope.",
            _ => "Done.",
        };

    private static void DescribeBody(OpenApiOperation operation, bool isPatch)
    {
        if (operation.RequestBody is not OpenApiRequestBody { Content: { } content })
            return;
        // A body that may be absent is described as null or the body.
        foreach (var media in content.Values.OfType<OpenApiMediaType>())
            media.Schema = media.Schema?.OneOf?.OfType<OpenApiSchemaReference>().SingleOrDefault() ?? media.Schema;
        AddExamples(content);
        foreach (var type in content.Keys.Where(type => type != Json && !(isPatch && type == MergePatch)).ToArray())
            content.Remove(type);
    }

    private static void AddExamples(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var media in (content?.Values ?? []).OfType<OpenApiMediaType>())
        {
            if (media.Schema is OpenApiSchemaReference { Reference.Id: { } schema })
                media.Example = Examples.Of(schema);
        }
    }

    private static void DescribeParameters(OpenApiOperation operation, ActionDescriptor action, bool isDialNexa)
    {
        var parameters = operation.Parameters ??= [];
        foreach (var parameter in parameters.OfType<OpenApiParameter>())
        {
            var schema = (OpenApiSchema)(parameter.Schema ??= new OpenApiSchema());
            SchemaRules.ApplyTo(schema, parameter.Name!);
            Describe(parameter, schema, isDialNexa);
        }

        if (action.EndpointMetadata.OfType<IdempotentAttribute>().Any())
            parameters.Add(IdempotencyKey());
    }

    private static void Describe(OpenApiParameter parameter, OpenApiSchema schema, bool isDialNexa)
    {
        (parameter.Description, parameter.Example) = parameter.Name switch
        {
            "id" when isDialNexa => ("The key's id: 14 lower-case letters.", Examples.Selector),
            "id" => ("The key's id.", (string?)Examples.Id),
            IfMatch => ("Refuse with 412 if the key's version is none of these ETags.", null),
            "status" => ("Only keys of this status.", null),
            "workspaceId" => ("Only keys of this workspace; one out of reach has none.", null),
            "search" => ("Only keys whose name holds this text; case and width do not matter.", null),
            "cursor" => ("The nextCursor of the part before.", null),
            "limit" => ("How many items to answer with, at most.", null),
            "page" => ("Which page, from 1.", null),
            "scope" => ("A scope that the key must have; repeat it for several.", null),
            _ => throw new InvalidOperationException($"The parameter {parameter.Name} has no description."),
        };
        if (parameter.Name == "id" && isDialNexa)
            SchemaRules.Selector(schema);
    }

    private static OpenApiParameter IdempotencyKey()
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        SchemaRules.Length(IdempotentRequest.MinKeyLength, IdempotentRequest.MaxKeyLength)(schema);
        SchemaRules.Pattern("^[ -~]+$")(schema);
        return new OpenApiParameter
        {
            Name = IdempotentAttribute.Header,
            In = ParameterLocation.Header,
            Description =
                "A random value. The same request with the same value within ten minutes gets the identical answer and makes no second key.",
            Schema = schema,
        };
    }
}
