using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ApiKeys.Application.Keys.Queries.VerifyApiKey;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Contracts;
using ApiKeys.WebApi.Http;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace ApiKeys.WebApi.Controllers;

/// <summary>
/// Gives the answer of <see cref="ApiKeysController.Verify"/> to a plain request without the framework's binding and
/// filters, which cost more than the verification. It only ever succeeds: a request that is not plain, or that may be
/// refused, goes on to the action with its body unread.
/// </summary>
internal sealed class VerifyShortcut(RequestDelegate action)
{
    private const string PlainType = "application/json";
    private const int PlainLength = 4096;

    /// <summary>Puts the shortcut before the action, when it is that one.</summary>
    public static void PutBefore(EndpointBuilder endpoint)
    {
        var isVerify = endpoint
            .Metadata.OfType<ControllerActionDescriptor>()
            .Any(action => action.MethodInfo == typeof(ApiKeysController).GetMethod(nameof(ApiKeysController.Verify)));
        if (isVerify)
            endpoint.RequestDelegate = new VerifyShortcut(endpoint.RequestDelegate!).AnswerAsync;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!IsPlain(context.Request) || await VerifyAsync(context) is not { } verification)
        {
            await action(context);
            return;
        }

        var mapper = context.RequestServices.GetRequiredService<IMapper>();
        await context.WriteAsync(mapper.Map<KeyVerificationResponse>(verification));
    }

    private static bool IsPlain(HttpRequest request) =>
        request.ContentType == PlainType && request.ContentLength is > 0 and <= PlainLength;

    /// <summary>The verification; null when the action has to tell what is wrong.</summary>
    private static async Task<KeyVerification?> VerifyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync((int)context.Request.ContentLength!, context.RequestAborted);
        var request = Parse(read.Buffer, context.TypeOf<VerifyApiKeyRequest>());
        var verification = request is null ? null : await VerifyAsync(context, request);
        reader.AdvanceTo(verification is null ? read.Buffer.Start : read.Buffer.End);
        if (verification is null)
            context.Request.Body = reader.AsStream();
        return verification;
    }

    private static async Task<KeyVerification?> VerifyAsync(HttpContext context, VerifyApiKeyRequest request)
    {
        var services = context.RequestServices;
        services.GetRequiredService<HttpCaller>().User = context.User;
        var query = new VerifyApiKeyQuery(request.Key, request.Scopes);
        var result = await services.GetRequiredService<IMediator>().Send(query, context.RequestAborted);
        return result.IsFailure ? null : result.Value;
    }

    private static VerifyApiKeyRequest? Parse(ReadOnlySequence<byte> body, JsonTypeInfo<VerifyApiKeyRequest> type)
    {
        try
        {
            var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            var request = JsonSerializer.Deserialize(ref json, type);
            return json.BytesConsumed == body.Length ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
