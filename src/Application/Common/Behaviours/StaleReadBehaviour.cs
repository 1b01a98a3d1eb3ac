using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using MediatR;

namespace ApiKeys.Application.Common.Behaviours;

/// <summary>
/// Handles a request again from a fresh load when somebody else changed the key in between. The aggregate judges the
/// fresh key anew, so an If-Match that has become stale ends in 412 and a rename never undoes a revoke.
/// </summary>
internal sealed class StaleReadBehaviour<TRequest, TResponse>(IUnitOfWork unitOfWork)
    : IPipelineBehavior<TRequest, TResponse>
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
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                return await next();
            }
            catch (StaleReadException)
            {
                unitOfWork.StartAfresh();
                await Task.Delay(Random.Shared.Next(Math.Min(attempt, MaxDelayMilliseconds)), cancellationToken);
            }
        }

        return TResponse.Failure(CommonErrors.TooManyWriters);
    }
}
