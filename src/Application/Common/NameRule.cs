using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using FluentValidation;

namespace ApiKeys.Application.Common;

internal static class NameRule
{
    /// <summary>The rules of <see cref="ApiKeyName"/>, with its own messages.</summary>
    public static IRuleBuilderOptionsConditions<T, string?> MustBeAName<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Custom(
            (text, context) =>
            {
                var name = ApiKeyName.Create(text);
                if (!name.IsFailure)
                    return;
                foreach (var (field, messages) in ((ValidationError)name.Error).Fields)
                    context.AddFailure(field, messages[0]);
            }
        );
}
