using System.Globalization;
using ApiKeys.Domain.Keys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ApiKeys.WebApi.Http;

/// <summary>Binds a <see cref="VersionCondition"/> from <c>If-Match</c> (RFC 9110, 13.1.1); malformed is a 400.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class IfMatchAttribute : ModelBinderAttribute
{
    public IfMatchAttribute()
        : base(typeof(IfMatchBinder))
    {
        BindingSource = BindingSource.Header;
        Name = HeaderNames.IfMatch;
    }
}

internal sealed class IfMatchBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        if (EntityTags.ParseCondition(bindingContext.HttpContext.Request.Headers.IfMatch) is { } condition)
            bindingContext.Result = ModelBindingResult.Success(condition);
        else
            bindingContext.ModelState.TryAddModelError(HeaderNames.IfMatch, "If-Match is * or a list of entity tags.");
        return Task.CompletedTask;
    }
}

/// <summary>A key's version as a strong entity tag, and conditions on it.</summary>
internal static class EntityTags
{
    public static string Of(int version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>The condition of all <c>If-Match</c> lines together; null when they are malformed.</summary>
    public static VersionCondition? ParseCondition(StringValues lines)
    {
        if (lines.Count == 0)
            return VersionCondition.None;
        // The framework's parser throws on white space at the end of a broken tag.
        string[] trimmed = [.. lines.OfType<string>().Select(line => line.Trim())];
        if (!EntityTagHeaderValue.TryParseStrictList(trimmed, out var tags) || tags.Count == 0)
            return null;
        if (tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any)))
            return tags.Count == 1 ? VersionCondition.None : null;
        return VersionCondition.AnyOf(tags.Select(VersionOf).OfType<int>());
    }

    // Strong comparison: a weak tag never matches, nor does one that we would not have written so.
    private static int? VersionOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak
        && int.TryParse(tag.Tag.AsSpan()[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && Of(version) == tag.Tag
            ? version
            : null;
}
