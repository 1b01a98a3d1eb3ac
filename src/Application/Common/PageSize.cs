using ApiKeys.Application.Keys;
using FluentValidation;

namespace ApiKeys.Application.Common;

/// <summary>How many items a part of a list has.</summary>
public static class PageSize
{
    public const int Default = 20;
    public const int Max = 100;

    internal const string BadCursor = "The cursor is not one that this list gave out.";

    internal static IRuleBuilderOptions<T, int?> MustBeAPageSize<T>(this IRuleBuilder<T, int?> rule) =>
        rule.Must(limit => limit is null or (>= 1 and <= Max)).WithMessage($"The limit is 1 to {Max}.");

    /// <summary>The first <paramref name="limit"/> of one more than was asked for: the one more tells that there are others.</summary>
    internal static CursorPage<TOut> ToPage<T, TOut>(
        this IReadOnlyList<T> found,
        int limit,
        Func<T, TOut> map,
        Func<T, string> cursorOf
    )
    {
        var items = found.Take(limit).Select(map).ToArray();
        return new CursorPage<TOut>(items, found.Count > limit ? cursorOf(found[limit - 1]) : null);
    }
}
