using ApiKeys.Domain.Common;
using FluentValidation;
using FluentValidation.Results;
using MediatR;

namespace ApiKeys.Application.Common.Behaviours;

/// <summary>Answers a request that breaks its validator's rules with <c>validation_failed</c>; no handler sees it.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TResponse : IResult<TResponse>
{
    public Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        List<ValidationFailure>? failures = null;
        foreach (var validator in validators)
        {
            var result = validator.Validate(request);
            if (!result.IsValid)
                (failures ??= []).AddRange(result.Errors);
        }

        return failures is null ? next() : Task.FromResult(TResponse.Failure(new ValidationError(FieldsOf(failures))));
    }

    private static Dictionary<string, string[]> FieldsOf(IEnumerable<ValidationFailure> failures) =>
        failures
            .GroupBy(failure => failure.PropertyName, failure => failure.ErrorMessage)
            .ToDictionary(field => field.Key, field => field.Distinct().ToArray());
}
