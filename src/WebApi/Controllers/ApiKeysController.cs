using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Application.Keys.Commands.RotateApiKey;
using ApiKeys.Application.Keys.Queries.GetApiKey;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Application.Keys.Queries.ListKeyEvents;
using ApiKeys.Application.Keys.Queries.VerifyApiKey;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Contracts;
using ApiKeys.WebApi.Http;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace ApiKeys.WebApi.Controllers;

/// <summary>The native dialect.</summary>
[Route("v1/api-keys")]
[UuidId]
public sealed class ApiKeysController(IMediator mediator, IMapper mapper) : ApiControllerBase(mediator, mapper)
{
    /// <summary>Changes a key's label, and nothing else.</summary>
    [HttpPatch("{id}")]
    [Authorize(Policies.ManageKeys)]
    public Task<ActionResult> Rename(
        Guid id,
        [FromBody] RenameApiKeyRequest request,
        [IfMatch] VersionCondition condition
    )
    {
        var command = new RenameApiKeyCommand(new KeyReference.ById(id), request.Name, condition);
        return Send<ApiKeySummary, ApiKeyResponse>(command, WithETag);
    }

    /// <summary>Makes a key; its plaintext is in this answer and never again.</summary>
    [HttpPost]
    [Idempotent]
    [Authorize(Policies.ManageKeys)]
    public Task<ActionResult> Issue([FromBody] IssueApiKeyRequest request)
    {
        var (name, scopes, environment, workspaceId, expiresAt) = request;
        var command = new IssueApiKeyCommand(name, scopes, environment, workspaceId, expiresAt);
        return Send<IssuedApiKey, IssuedApiKeyResponse>(command, CreatedWithETag);
    }

    /// <summary>One key, whatever its status.</summary>
    [HttpGet("{id}")]
    [Authorize(Policies.ManageKeys)]
    public Task<ActionResult> Get(Guid id) => Send<ApiKeySummary, ApiKeyResponse>(new GetApiKeyQuery(id), WithETag);

    /// <summary>Keys newest first, part after part.</summary>
    [HttpGet]
    [Authorize(Policies.ManageKeys)]
    public Task<ActionResult> List(string? status, string? workspaceId, string? search, string? cursor, int? limit)
    {
        var query = new ListApiKeysQuery(status, workspaceId, search, cursor, limit);
        return Send<CursorPage<ApiKeySummary>, ApiKeyListResponse>(query);
    }

    /// <summary>Replaces an active key by a successor; the plaintext of that is in this answer and never again.</summary>
    [HttpPost("{id}/rotate")]
    [Idempotent]
    [Authorize(Policies.ManageKeys)]
    public Task<ActionResult> Rotate(
        Guid id,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RotateApiKeyRequest? request,
        [IfMatch] VersionCondition condition
    )
    {
        var command = new RotateApiKeyCommand(new KeyReference.ById(id), request?.GraceSeconds, condition);
        return Send<RotatedApiKey, RotatedApiKeyResponse>(
            command,
            (_, response) => new JsonAnswer<RotatedApiKeyResponse>(response, StatusCodes.Status201Created)
        );
    }

    /// <summary>Ends a key at once and for good.</summary>
    [HttpDelete("{id}")]
    [Authorize(Policies.ManageKeys)]
    public Task<ActionResult> Revoke(Guid id, [IfMatch] VersionCondition condition) =>
        Send<RevokedApiKey, RevokedApiKeyResponse>(new RevokeApiKeyCommand(new KeyReference.ById(id), condition));

    /// <summary>A key's history, newest first.</summary>
    [HttpGet("{id}/events")]
    [Authorize(Policies.ReadHistory)]
    public Task<ActionResult> ListEvents(Guid id, string? cursor, int? limit) =>
        Send<CursorPage<KeyEvent>, KeyEventListResponse>(new ListKeyEventsQuery(id, cursor, limit));

    /// <summary>Tells another service what a token that was presented to it is worth.</summary>
    [HttpPost("verify")]
    [Authorize(Policies.AnyCaller)]
    public Task<ActionResult> Verify([FromBody] VerifyApiKeyRequest request) =>
        Send<KeyVerification, KeyVerificationResponse>(new VerifyApiKeyQuery(request.Key, request.Scopes));

    private JsonAnswer<ApiKeyResponse> WithETag(ApiKeySummary key, ApiKeyResponse response)
    {
        Response.Headers.ETag = EntityTags.Of(key.Version);
        return new JsonAnswer<ApiKeyResponse>(response);
    }

    private JsonAnswer<IssuedApiKeyResponse> CreatedWithETag(IssuedApiKey key, IssuedApiKeyResponse response)
    {
        Response.Headers.ETag = EntityTags.Of(key.Version);
        Response.Headers.Location = $"/v1/api-keys/{key.Id}";
        return new JsonAnswer<IssuedApiKeyResponse>(response, StatusCodes.Status201Created);
    }
}
