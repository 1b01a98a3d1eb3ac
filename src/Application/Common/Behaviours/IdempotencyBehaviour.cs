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
        if (IsDecided(earlier))
            return ResultOf(earlier);
        var handled = await next();
        if (!handled.IsFailure)
            return handled;

        // A concurrent repeat that was faster since the look above is what stood in the way: the key it has rotated
        // cannot be rotated again.
        earlier = await answers.FindAsync<TAnswer>(cancellationToken);
        return IsDecided(earlier) ? ResultOf(earlier) : handled;
    }

    private static bool IsDecided(EarlierAnswer<TAnswer> earlier) =>
        earlier.Answer is not null || earlier.IsOfAnotherRequest;

    private static Result<TAnswer> ResultOf(EarlierAnswer<TAnswer> earlier) =>
        earlier.IsOfAnotherRequest ? CommonErrors.IdempotencyConflict : earlier.Answer!;
}
