using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.Http;

/// <summary>An action's success. JSON whatever was asked for, so nothing is negotiated.</summary>
internal sealed class JsonAnswer<T>(T body, int status = StatusCodes.Status200OK) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context)
    {
        context.HttpContext.Response.StatusCode = status;
        return context.HttpContext.WriteAsync(body);
    }
}

/// <summary>The JSON of requests and answers, as the dialects' contexts describe it.</summary>
internal static class WireJson
{
    public static Task WriteAsync<T>(this HttpContext context, T body) =>
        context.Response.WriteAsJsonAsync(body, context.TypeOf<T>(), cancellationToken: context.RequestAborted);

    public static JsonTypeInfo<T> TypeOf<T>(this HttpContext context)
    {
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.JsonSerializerOptions;
        return (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
    }
}
