using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using MediatR;

namespace ApiKeys.Application.Common.Behaviours;

/// <summary>
/// Handles a request again from a fresh load when somebody else changed the key in between. The aggregate judges the
/// fresh key anew, so an If-Match that has become stale ends in 412 and a rename never undoes a revoke.
/// </summary>
internal sealed class StaleReadBehaviour<TRequest, TResponse>(IUnitOfWork unitOfWork, StaleReadQueue queue)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand
    where TResponse : IResult<TResponse>
{
    internal const int MaxAttempts = 40;
    private const int MaxDelayMilliseconds = 20;

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        try
        {
            return await next();
        }
        catch (StaleReadException)
        {
            using var turn = await queue.EnterAsync(cancellationToken);
            return await HandleAgainAsync(next, cancellationToken);
        }
    }

    private async Task<TResponse> HandleAgainAsync(RequestHandlerDelegate<TResponse> next, CancellationToken ct)
    {
        for (var attempt = 2; attempt <= MaxAttempts; attempt++)
        {
            unitOfWork.StartAfresh();
            try
            {
                return await next();
            }
            catch (StaleReadException)
            {
                await Task.Delay(Random.Shared.Next(Math.Min(attempt, MaxDelayMilliseconds)), ct);
            }
        }

        unitOfWork.StartAfresh();
        return TResponse.Failure(CommonErrors.TooManyWriters);
    }
}
