using ApiKeys.Domain.Common;
using FluentValidation;
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
        var fields = validators
            .SelectMany(validator => validator.Validate(request).Errors)
            .GroupBy(failure => failure.PropertyName, failure => failure.ErrorMessage)
            .ToDictionary(field => field.Key, field => field.Distinct().ToArray());
        return fields.Count == 0 ? next() : Task.FromResult(TResponse.Failure(new ValidationError(fields)));
    }
}
