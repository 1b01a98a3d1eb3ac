using System.Security.Cryptography;
using System.Text;
using ApiKeys.Application.Common.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ApiKeys.WebApi.Http;

/// <summary>
/// Lets a request be repeated under its <c>Idempotency-Key</c>: reads the header, and the body for its fingerprint,
/// before the body is bound.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IdempotentAttribute : Attribute, IAsyncResourceFilter
{
    public const string Header = "Idempotency-Key";

    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        var values = http.Request.Headers[Header];
        if (values is [{ } key] && IdempotentRequest.IsKey(key))
        {
            var fingerprint = await FingerprintAsync(http.Request, http.RequestAborted);
            http.RequestServices.GetRequiredService<IdempotentRequest>().Set(key, fingerprint);
        }
        else if (values.Count > 0)
        {
            context.ModelState.AddModelError(
                Header,
                $"It is {IdempotentRequest.MinKeyLength} to {IdempotentRequest.MaxKeyLength} printable ASCII characters."
            );
        }

        await next();
    }

    private static async Task<byte[]> FingerprintAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering(bufferThreshold: DependencyInjection.MaxBodyBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method}\n{request.Path}\n"));
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        hash.AppendData(body.GetBuffer().AsSpan(0, (int)body.Length));
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
