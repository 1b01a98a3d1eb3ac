using System.Security.Claims;
using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Authentication;
using ApiKeys.WebApi.Controllers;
using ApiKeys.WebApi.Http;
using AutoMapper;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ApiKeys.WebApi.DialNexa;

/// <summary>DialNexa's dialect of the same operations.</summary>
[Route("dialnexa/v1/api-keys")]
[SelectorId]
[Authorize(Policies.ManageKeys)]
public sealed class DialNexaApiKeysController(IMediator mediator, IMapper mapper) : ApiControllerBase(mediator, mapper)
{
    private static readonly DialNexaMessageResponse Revoked = new("API key revoked.");

    /// <summary>Changes a key's label, and nothing else.</summary>
    [HttpPatch("{id}")]
    public Task<ActionResult> Rename(string id, [FromBody] DialNexaRenameRequest request)
    {
        var key = new KeyReference.BySelector(id);
        return Send<ApiKeySummary, DialNexaKeyResponse>(
            new RenameApiKeyCommand(key, request.Name, VersionCondition.None)
        );
    }

    /// <summary>Makes a key with the caller's workspace, scopes and environment.</summary>
    [HttpPost]
    [Idempotent]
    public Task<ActionResult> Create([FromBody] DialNexaCreateRequest request)
    {
        string[] scopes = [.. User.FindAll(CallerClaims.Scope).Select(claim => claim.Value)];
        var environment = User.FindFirstValue(CallerClaims.Environment);
        var command = new IssueApiKeyCommand(request.Name, scopes, environment, WorkspaceId: null, ExpiresAt: null);
        return Send<IssuedApiKey, DialNexaCreatedResponse>(
            command,
            (_, response) => new JsonAnswer<DialNexaCreatedResponse>(response, StatusCodes.Status201Created)
        );
    }

    /// <summary>Keys newest first, page by page.</summary>
    [HttpGet]
    public Task<ActionResult> List(int? page, int? limit, string? search) =>
        Send<NumberedPage<ApiKeySummary>, DialNexaListResponse>(new PageApiKeysQuery(page, limit, search));

    /// <summary>Ends a key at once and for good.</summary>
    [HttpDelete("{id}")]
    public Task<ActionResult> Revoke(string id)
    {
        var command = new RevokeApiKeyCommand(new KeyReference.BySelector(id), VersionCondition.None);
        return Send<RevokedApiKey, RevokedApiKey>(command, (_, _) => new JsonAnswer<DialNexaMessageResponse>(Revoked));
    }

    // Here a key that is already revoked, or rotated past its grace, is one that does not exist any more.
    private protected override ActionResult Refusal(Error error) =>
        base.Refusal(error.Code == ErrorCodes.StateConflict ? ApiKeyErrors.NotFound : error);
}

/// <summary>Ids are selectors: 14 lower-case letters. A whole <c>id:secret</c> in the path is a 404 and goes no further.</summary>
internal sealed class SelectorIdAttribute : WellFormedIdAttribute
{
    protected override bool IsWellFormed(string id) => KeyToken.IsSelector(id);
}
