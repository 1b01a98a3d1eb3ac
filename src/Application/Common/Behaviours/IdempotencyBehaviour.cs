using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using MediatR;

namespace ApiKeys.Application.Common.Behaviours;

/// <summary>
/// Gives a repeated request the first answer. It stands within <see cref="StaleReadBehaviour{TRequest,TResponse}"/>: of
/// two concurrent repeats the slower one's save clashes, starts afresh and finds the answer of the faster one here.
/// </summary>
internal sealed class IdempotencyBehaviour<TRequest, TAnswer>(IdempotentRequest request, IIdempotentAnswers answers)
    : IPipelineBehavior<TRequest, Result<TAnswer>>
    where TRequest : IIdempotentCommand
    where TAnswer : class
{
    public async Task<Result<TAnswer>> Handle(
        TRequest command,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<Result<TAnswer>> next
    )
    {
        if (request.Key is null)
            return await next();
        var earlier = await answers.FindAsync<TAnswer>(cancellationToken);
        if (earlier.IsOfAnotherRequest)
            return CommonErrors.IdempotencyConflict;
        return earlier.Answer is { } answer ? answer : await next();
    }
}
