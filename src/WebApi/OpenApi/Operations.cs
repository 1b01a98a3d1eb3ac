using ApiKeys.WebApi.Contracts;
using ApiKeys.WebApi.Controllers;
using ApiKeys.WebApi.DialNexa;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>What the documents say of one action beyond its signature: its id, its answers and its refusals.</summary>
internal sealed record DocumentedOperation(string Id, int Success, Type? Answer, params int[] Refusals)
{
    /// <summary>Every operation can meet these.</summary>
    private static readonly int[] Always = [401, 429, 500, 503];

    /// <summary>Headers of the success.</summary>
    public string[] Headers { get; init; } = [];

    public IEnumerable<int> AllRefusals => Refusals.Union(Always).Order();
}

/// <summary>Every operation of both dialects.</summary>
internal static class Operations
{
    private static readonly Dictionary<(Type Controller, string Action), DocumentedOperation> Table = new()
    {
        [(typeof(ApiKeysController), nameof(ApiKeysController.Rename))] = new(
            "renameApiKey",
            200,
            typeof(ApiKeyResponse),
            [400, 403, 404, 409, 412, 413, 415]
        )
        {
            Headers = [Headers.ETag],
        },
        [(typeof(ApiKeysController), nameof(ApiKeysController.Issue))] = new(
            "issueApiKey",
            201,
            typeof(IssuedApiKeyResponse),
            [400, 403, 409, 413, 415]
        )
        {
            Headers = [Headers.ETag, Headers.Location],
        },
        [(typeof(ApiKeysController), nameof(ApiKeysController.Get))] = new(
            "getApiKey",
            200,
            typeof(ApiKeyResponse),
            [403, 404]
        )
        {
            Headers = [Headers.ETag],
        },
        [(typeof(ApiKeysController), nameof(ApiKeysController.List))] = new(
            "listApiKeys",
            200,
            typeof(ApiKeyListResponse),
            [400, 403]
        ),
        [(typeof(ApiKeysController), nameof(ApiKeysController.Rotate))] = new(
            "rotateApiKey",
            201,
            typeof(RotatedApiKeyResponse),
            [400, 403, 404, 409, 412, 413, 415]
        ),
        [(typeof(ApiKeysController), nameof(ApiKeysController.Revoke))] = new(
            "revokeApiKey",
            200,
            typeof(RevokedApiKeyResponse),
            [400, 403, 404, 409, 412]
        ),
        [(typeof(ApiKeysController), nameof(ApiKeysController.ListEvents))] = new(
            "listApiKeyEvents",
            200,
            typeof(KeyEventListResponse),
            [400, 403, 404]
        ),
        [(typeof(ApiKeysController), nameof(ApiKeysController.Verify))] = new(
            "verifyApiKey",
            200,
            typeof(KeyVerificationResponse),
            [400, 413, 415]
        ),
        [(typeof(ForwardAuthController), nameof(ForwardAuthController.Authenticate))] = new(
            "authenticateRequest",
            204,
            Answer: null,
            [403]
        )
        {
            Headers = [.. Headers.Identity],
        },
        [(typeof(DialNexaApiKeysController), nameof(DialNexaApiKeysController.Rename))] = new(
            "renameApiKey",
            200,
            typeof(DialNexaKeyResponse),
            [400, 403, 404, 409, 413, 415]
        ),
        [(typeof(DialNexaApiKeysController), nameof(DialNexaApiKeysController.Create))] = new(
            "createApiKey",
            201,
            typeof(DialNexaCreatedResponse),
            [400, 403, 409, 413, 415]
        ),
        [(typeof(DialNexaApiKeysController), nameof(DialNexaApiKeysController.List))] = new(
            "listApiKeys",
            200,
            typeof(DialNexaListResponse),
            [400, 403]
        ),
        [(typeof(DialNexaApiKeysController), nameof(DialNexaApiKeysController.Revoke))] = new(
            "revokeApiKey",
            200,
            typeof(DialNexaMessageResponse),
            [403, 404]
        ),
    };

    /// <summary>The entry of an action; an action without one stops the build of the documents.</summary>
    public static DocumentedOperation Of(ActionDescriptor action) =>
        action is ControllerActionDescriptor { ControllerTypeInfo: var controller, ActionName: var name }
        && Table.TryGetValue((controller.AsType(), name), out var operation)
            ? operation
            : throw new InvalidOperationException($"{action.DisplayName} has no entry in {nameof(Operations)}.");
}
