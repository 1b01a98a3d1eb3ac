using ApiKeys.Domain.Keys;
using FluentValidation;

namespace ApiKeys.Application.Keys.Commands.RotateApiKey;

internal sealed class RotateApiKeyCommandValidator : AbstractValidator<RotateApiKeyCommand>
{
    public RotateApiKeyCommandValidator() =>
        RuleFor(command => command.GraceSeconds)
            .Must(seconds => seconds is null or (>= 0 and <= ApiKey.MaxGraceSeconds))
            .WithMessage($"The grace is 0 to {ApiKey.MaxGraceSeconds} seconds.")
            .OverridePropertyName("graceSeconds");
}
