using ApiKeys.Application.Common;
using FluentValidation;

namespace ApiKeys.Application.Keys.Commands.RenameApiKey;

internal sealed class RenameApiKeyCommandValidator : AbstractValidator<RenameApiKeyCommand>
{
    public RenameApiKeyCommandValidator() => RuleFor(command => command.Name).MustBeAName();
}
