using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Application.Keys.Queries.VerifyApiKey;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Contracts;
using ApiKeys.WebApi.Http;
using ApiKeys.WebApi.RateLimiting;
using AutoMapper;
using MediatR;
using Microsoft.Extensions.Options;

namespace ApiKeys.WebApi.Controllers;

/// <summary>
/// Gives the answer of <see cref="ApiKeysController.Verify"/> to a plain request of an accepted API key, without the
/// framework's steps around an action, which cost more than the verification. It only ever succeeds: any other request,
/// and any that is to be refused, goes on to the action with its body unread.
/// </summary>
internal sealed class VerifyShortcut(
    RequestDelegate next,
    ApiKeyAuthenticator authenticator,
    IMapper mapper,
    IOptions<RateLimitingOptions> limits
)
{
    private const string Path = "/v1/api-keys/verify";
    private const string PlainType = "application/json";
    private const int PlainLength = 4096;

    // Limits are counted further on.
    private readonly bool isOn = !limits.Value.Verification.IsOn;

    public Task InvokeAsync(HttpContext context) =>
        isOn && IsPlain(context.Request) ? VerifyOrGoOnAsync(context) : next(context);

    private static bool IsPlain(HttpRequest request) =>
        request.Path.Value == Path
        && request.Method == HttpMethods.Post
        && request.ContentType == PlainType
        && request.ContentLength is > 0 and <= PlainLength;

    private async Task VerifyOrGoOnAsync(HttpContext context)
    {
        var token = BearerToken.Of(context.Request);
        var (verdict, caller) = await authenticator.AuthenticateAsync(token, context.RequestAborted);
        var verification = verdict is KeyVerdict.Accepted ? await VerifyAsync(context, caller!) : null;
        if (verification is null)
            await next(context);
        else
            await context.WriteAsync(mapper.Map<KeyVerification, KeyVerificationResponse>(verification));
    }

    /// <summary>The verification; null when the action has to tell what is wrong with the body.</summary>
    private static async Task<KeyVerification?> VerifyAsync(HttpContext context, ApiKey caller)
    {
        var reader = context.Request.BodyReader;
        var body = await ReadAsync(reader, (int)context.Request.ContentLength!, context.RequestAborted);
        var consumed = body.Start;
        try
        {
            var request = Parse(body, context.TypeOf<VerifyApiKeyRequest>());
            var verification = request is null ? null : await VerifyAsync(context, caller, request);
            if (verification is not null)
                consumed = body.End;
            return verification;
        }
        finally
        {
            // The action reads on where this ends.
            reader.AdvanceTo(consumed, body.End);
        }
    }

    // A shutdown cancels a pending read; a request that is half there is still finished.
    private static async ValueTask<ReadOnlySequence<byte>> ReadAsync(
        PipeReader reader,
        int length,
        CancellationToken ct
    )
    {
        while (true)
        {
            var read = await reader.ReadAtLeastAsync(length, ct);
            if (!read.IsCanceled)
                return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<KeyVerification?> VerifyAsync(
        HttpContext context,
        ApiKey caller,
        VerifyApiKeyRequest request
    )
    {
        var services = context.RequestServices;
        services.GetRequiredService<HttpCaller>().Is(CallerClaims.Of(caller));
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
