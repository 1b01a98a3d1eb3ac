using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using MediatR;

namespace ApiKeys.Application.Keys.Commands.IssueApiKey;

/// <summary>Makes a new key. <paramref name="Environment"/> null means live, <paramref name="WorkspaceId"/> null the caller's.</summary>
public sealed record IssueApiKeyCommand(
    string? Name,
    IReadOnlyList<string?>? Scopes,
    string? Environment,
    string? WorkspaceId,
    DateTimeOffset? ExpiresAt
) : IRequest<Result<IssuedApiKey>>, IIdempotentCommand;

internal sealed class IssueApiKeyCommandHandler(
    IApiKeyRepository keys,
    IUnitOfWork unitOfWork,
    ICaller caller,
    IKeyTokenGenerator tokens,
    TimeProvider clock
) : IRequestHandler<IssueApiKeyCommand, Result<IssuedApiKey>>
{
    public async Task<Result<IssuedApiKey>> Handle(IssueApiKeyCommand command, CancellationToken cancellationToken)
    {
        var name = ApiKeyName.Create(command.Name);
        if (name.IsFailure)
            return name.Error;
        var scopes = command.Scopes!.OfType<string>().Distinct().ToArray();
        var workspace = command.WorkspaceId ?? caller.Tenant.WorkspaceId;
        if (workspace is null)
            return ValidationError.For("workspaceId", "Your session spans the organization: name a workspace.");
        if (!caller.Tenant.Reaches(workspace))
            return ApiKeyErrors.WorkspaceOutOfReach;
        if (scopes.Contains(Scope.All) && !caller.MayGrantAll)
            return ApiKeyErrors.MayNotGrantAll;

        var environment = command.Environment is { } word ? KeyEnvironments.Parse(word)!.Value : KeyEnvironment.Live;
        var grant = new ApiKeyGrant(
            caller.Tenant.OrgId,
            workspace,
            environment,
            name.Value,
            scopes,
            command.ExpiresAt?.ToMilliseconds()
        );
        var token = tokens.Draw(environment);
        var key = ApiKey.Issue(Guid.CreateVersion7(), token, grant, caller.Actor, clock.Now());
        keys.Add(key);
        var issued = IssuedApiKey.From(key, token);
        var saved = await unitOfWork.SaveAsync(issued, cancellationToken);
        return saved.IsFailure ? saved.Error : issued;
    }
}
