using ApiKeys.Domain.Common;
using Microsoft.AspNetCore.Mvc;

namespace ApiKeys.WebApi.Errors;

/// <summary>An action's refusal.</summary>
internal sealed class ErrorResult(Error error) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context) =>
        ErrorWriter.WriteAsync(context.HttpContext, error);
}
