using ApiKeys.Application.Common;
using ApiKeys.Domain.Keys;
using FluentValidation;

namespace ApiKeys.Application.Keys.Commands.IssueApiKey;

internal sealed class IssueApiKeyCommandValidator : AbstractValidator<IssueApiKeyCommand>
{
    public IssueApiKeyCommandValidator(ScopeCatalogue catalogue, TimeProvider clock)
    {
        RuleFor(command => command.Name).MustBeAName();
        RuleFor(command => command.Scopes)
            .Cascade(CascadeMode.Stop)
            .Must(scopes => scopes is { Count: > 0 })
            .WithMessage("At least one scope is required.")
            .Must(scopes => scopes!.All(catalogue.Contains))
            .WithMessage(command => $"Not in the catalogue of scopes: {Unknown(command, catalogue)}.")
            .OverridePropertyName("scopes");
        RuleFor(command => command.Environment)
            .Must(word => word is null || KeyEnvironments.Parse(word) is not null)
            .WithMessage("The environment is live or test.")
            .OverridePropertyName("environment");
        RuleFor(command => command.WorkspaceId)
            .Must(id => id is null || Tenant.IsId(id))
            .WithMessage($"A workspace id is 1 to {Tenant.MaxIdLength} of A-Z a-z 0-9 . _ : -")
            .OverridePropertyName("workspaceId");
        RuleFor(command => command.ExpiresAt)
            .Must(expiresAt => expiresAt is null || expiresAt.Value.ToMilliseconds() > clock.Now())
            .WithMessage("The expiry must be in the future.")
            .OverridePropertyName("expiresAt");
    }

    // A secret pasted in the wrong field must not come back in the error: only scope-like words are repeated.
    private static string Unknown(IssueApiKeyCommand command, ScopeCatalogue catalogue)
    {
        var unknown = command
            .Scopes!.Where(scope => !catalogue.Contains(scope))
            .Distinct()
            .Take(10)
            .Select(scope => Scope.IsWellFormed(scope) && KeyToken.Parse(scope) is null ? scope : "(not a scope)");
        return string.Join(", ", unknown);
    }
}
