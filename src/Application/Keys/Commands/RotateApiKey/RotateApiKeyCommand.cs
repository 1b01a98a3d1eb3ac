using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using MediatR;

namespace ApiKeys.Application.Keys.Commands.RotateApiKey;

/// <summary>Replaces an active key by a successor; the old one is accepted until its grace, in seconds, is over.</summary>
public sealed record RotateApiKeyCommand(KeyReference Key, int? GraceSeconds, VersionCondition Condition)
    : IRequest<Result<RotatedApiKey>>,
        IIdempotentCommand;

/// <summary>The key that was replaced, and its successor.</summary>
public sealed record RotatedApiKey(Guid OldKeyId, IssuedApiKey NewKey, int GraceSeconds);

internal sealed class RotateApiKeyCommandHandler(
    IApiKeyRepository keys,
    IUnitOfWork unitOfWork,
    ICaller caller,
    IKeyTokenGenerator tokens,
    TimeProvider clock
) : IRequestHandler<RotateApiKeyCommand, Result<RotatedApiKey>>
{
    public async Task<Result<RotatedApiKey>> Handle(RotateApiKeyCommand command, CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(caller.Tenant, command.Key, cancellationToken);
        if (key is null)
            return ApiKeyErrors.NotFound;
        if (key.GrantsAll && !caller.MayGrantAll)
            return ApiKeyErrors.MayNotGrantAll;

        var graceSeconds = command.GraceSeconds ?? 0;
        var successor = new Successor(Guid.CreateVersion7(), tokens.Draw(key.Environment));
        var grace = TimeSpan.FromSeconds(graceSeconds);
        var rotated = key.Rotate(successor, grace, command.Condition, caller.Actor, clock.Now());
        if (rotated.IsFailure)
            return rotated.Error;
        keys.Add(rotated.Value);
        var answer = new RotatedApiKey(key.Id, IssuedApiKey.From(rotated.Value, successor.Token), graceSeconds);
        var saved = await unitOfWork.SaveAsync(answer, cancellationToken);
        return saved.IsFailure ? saved.Error : answer;
    }
}
