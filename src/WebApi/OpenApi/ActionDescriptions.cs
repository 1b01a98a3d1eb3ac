using ApiKeys.WebApi.Controllers;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>
/// Completes what the framework reads from the signatures: the body of the success, and for forward authentication,
/// which takes any method and any path below its own, one of each.
/// </summary>
internal sealed class ActionDescriptions(IModelMetadataProvider metadata) : IApiDescriptionProvider
{
    // After the framework's own provider.
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results)
            Complete(description);
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context) { }

    private void Complete(ApiDescription description)
    {
        var operation = Operations.Of(description.ActionDescriptor);
        var answer = new ApiResponseType { StatusCode = operation.Success, Type = operation.Answer ?? typeof(void) };
        if (operation.Answer is { } type)
        {
            answer.ModelMetadata = metadata.GetMetadataForType(type);
            answer.ApiResponseFormats.Add(new ApiResponseFormat { MediaType = "application/json" });
        }

        description.SupportedResponseTypes.Clear();
        description.SupportedResponseTypes.Add(answer);

        // On the wire a condition on the version is text.
        foreach (var header in description.ParameterDescriptions.Where(one => one.Source == BindingSource.Header))
            (header.Type, header.ModelMetadata) = (typeof(string), metadata.GetMetadataForType(typeof(string)));

        if (description.ActionDescriptor is ControllerActionDescriptor { ControllerName: "ForwardAuth" })
        {
            description.HttpMethod = HttpMethods.Get;
            description.RelativePath = ForwardAuthController.Path;
            description.ParameterDescriptions.Remove(
                description.ParameterDescriptions.Single(parameter => parameter.Source == BindingSource.Path)
            );
        }
    }
}
