using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Errors;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ApiKeys.WebApi.Http;

/// <summary>
/// Answers a path whose <c>{id}</c> cannot be one with 404, after authorization and before the body is looked at.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal abstract class WellFormedIdAttribute : Attribute, IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (context.RouteData.Values.TryGetValue("id", out var id) && !IsWellFormed((string)id!))
            context.Result = new ErrorResult(ApiKeyErrors.NotFound);
    }

    public void OnResourceExecuted(ResourceExecutedContext context) { }

    protected abstract bool IsWellFormed(string id);
}

/// <summary>Ids are hyphenated UUIDs, in any case.</summary>
internal sealed class UuidIdAttribute : WellFormedIdAttribute
{
    private const int HyphenatedLength = 36;

    protected override bool IsWellFormed(string id) => IsUuid(id);

    public static bool IsUuid(string id) => id.Length == HyphenatedLength && Guid.TryParseExact(id, "D", out _);
}
