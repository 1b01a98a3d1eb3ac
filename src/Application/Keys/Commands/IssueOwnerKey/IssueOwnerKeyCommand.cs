using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using MediatR;

namespace ApiKeys.Application.Keys.Commands.IssueOwnerKey;

/// <summary>Makes a key with the scope <c>*</c> on behalf of the system: the first key of all, or the operator's way back in.</summary>
/// <param name="Actor"><c>system:bootstrap</c> or <c>system:cli</c>.</param>
public sealed record IssueOwnerKeyCommand(string Name, string OrgId, string WorkspaceId, string Actor)
    : IRequest<Result<IssuedApiKey>>,
        ICommand
{
    public const string BootstrapActor = "system:bootstrap";
}

internal sealed class IssueOwnerKeyCommandHandler(
    IApiKeyRepository keys,
    IUnitOfWork unitOfWork,
    IKeyTokenGenerator tokens,
    TimeProvider clock
) : IRequestHandler<IssueOwnerKeyCommand, Result<IssuedApiKey>>
{
    public async Task<Result<IssuedApiKey>> Handle(IssueOwnerKeyCommand command, CancellationToken cancellationToken)
    {
        var name = ApiKeyName.Create(command.Name);
        if (name.IsFailure)
            return name.Error;

        const KeyEnvironment Environment = KeyEnvironment.Live;
        var token = tokens.Draw(Environment);
        var grant = new ApiKeyGrant(command.OrgId, command.WorkspaceId, Environment, name.Value, [Scope.All], null);
        var key = ApiKey.Issue(Guid.CreateVersion7(), token, grant, command.Actor, clock.Now());
        keys.Add(key);
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.IsFailure ? saved.Error : IssuedApiKey.From(key, token);
    }
}
