using ApiKeys.Domain.Common;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Errors;
using ApiKeys.WebApi.Http;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace ApiKeys.WebApi.Controllers;

/// <summary>Sends a use case and turns its result into an answer.</summary>
[ApiController]
public abstract class ApiControllerBase(IMediator mediator, IMapper mapper) : ControllerBase
{
    /// <summary>The result in the shape of <typeparamref name="TResponse"/>, or its refusal.</summary>
    private protected async Task<ActionResult> Send<T, TResponse>(
        IRequest<Result<T>> request,
        Func<T, TResponse, ActionResult>? answer = null
    )
    {
        HttpContext.RequestServices.GetRequiredService<HttpCaller>().Is(User);
        var result = await mediator.Send(request, HttpContext.RequestAborted);
        if (result.IsFailure)
            return Refusal(result.Error);
        var response = mapper.Map<T, TResponse>(result.Value);
        return answer is null ? new JsonAnswer<TResponse>(response) : answer(result.Value, response);
    }

    private protected virtual ActionResult Refusal(Error error) => new ErrorResult(error);
}
