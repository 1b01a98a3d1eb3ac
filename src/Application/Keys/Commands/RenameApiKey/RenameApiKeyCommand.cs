using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using AutoMapper;
using MediatR;

namespace ApiKeys.Application.Keys.Commands.RenameApiKey;

/// <summary>Changes a key's label, and nothing else.</summary>
public sealed record RenameApiKeyCommand(KeyReference Key, string? Name, VersionCondition Condition)
    : IRequest<Result<ApiKeySummary>>,
        ICommand;

internal sealed class RenameApiKeyCommandHandler(
    IApiKeyRepository keys,
    IUnitOfWork unitOfWork,
    ICaller caller,
    IMapper mapper,
    TimeProvider clock
) : IRequestHandler<RenameApiKeyCommand, Result<ApiKeySummary>>
{
    public async Task<Result<ApiKeySummary>> Handle(RenameApiKeyCommand command, CancellationToken cancellationToken)
    {
        var name = ApiKeyName.Create(command.Name);
        if (name.IsFailure)
            return name.Error;
        var key = await keys.FindAsync(caller.Tenant, command.Key, cancellationToken);
        if (key is null)
            return ApiKeyErrors.NotFound;

        var now = clock.Now();
        var renamed = key.Rename(name.Value, command.Condition, caller.Actor, now);
        if (renamed.IsFailure)
            return renamed.Error;
        var saved = await unitOfWork.SaveAsync(cancellationToken);
        return saved.IsFailure ? saved.Error : mapper.ToSummary(key, now);
    }
}
