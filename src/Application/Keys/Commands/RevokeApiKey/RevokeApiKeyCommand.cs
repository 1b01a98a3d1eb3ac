using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using MediatR;

namespace ApiKeys.Application.Keys.Commands.RevokeApiKey;

/// <summary>Ends a key at once and for good.</summary>
public sealed record RevokeApiKeyCommand(KeyReference Key, VersionCondition Condition)
    : IRequest<Result<RevokedApiKey>>,
        ICommand;

/// <summary>The key that was revoked, and when.</summary>
public sealed record RevokedApiKey(Guid Id, DateTimeOffset RevokedAt);

internal sealed class RevokeApiKeyCommandHandler(
    IApiKeyRepository keys,
    IUnitOfWork unitOfWork,
    ICaller caller,
    TimeProvider clock
) : IRequestHandler<RevokeApiKeyCommand, Result<RevokedApiKey>>
{
    public async Task<Result<RevokedApiKey>> Handle(RevokeApiKeyCommand command, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(caller.Tenant, command.Key, cancellationToken);
        if (key is null)
            return ApiKeyErrors.NotFound;

        var now = clock.Now();
        var revoked = key.Revoke(command.Condition, caller.Actor, now);
        if (revoked.IsFailure)
            return revoked.Error;
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.IsFailure ? saved.Error : new RevokedApiKey(key.Id, now);
    }
}
