using ApiKeys.Application.Common;
using ApiKeys.Domain.Keys;
using FluentValidation;

namespace ApiKeys.Application.Keys.Queries.ListApiKeys;

internal sealed class ListApiKeysQueryValidator : AbstractValidator<ListApiKeysQuery>
{
    public ListApiKeysQueryValidator()
    {
        RuleFor(query => query.Status)
            .Must(word => word is null || ApiKeyStatuses.Parse(word) is not null)
            .WithMessage("The status is active, expired, rotated or revoked.")
            .OverridePropertyName("status");
        RuleFor(query => query.Cursor)
            .Must(text => text is null || ApiKeyCursor.Parse(text) is not null)
            .WithMessage(PageSize.BadCursor)
            .OverridePropertyName("cursor");
        RuleFor(query => query.Limit).MustBeAPageSize().OverridePropertyName("limit");
    }
}
