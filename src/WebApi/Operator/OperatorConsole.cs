using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Commands.IssueOwnerKey;
using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure;
using ApiKeys.WebApi.Http;
using MediatR;

namespace ApiKeys.WebApi.Operator;

/// <summary>Carries out one command of the operator against the configured database, without serving.</summary>
internal sealed class OperatorConsole(
    IMediator mediator,
    OperatorCaller caller,
    ICredentialReader credentials,
    IDatabaseSchema schema,
    TimeProvider clock
)
{
    private const int Done = 0;
    private const int Refused = 1;

    /// <summary>The exit code.</summary>
    public async Task<int> RunAsync(OperatorCommand command, CancellationToken ct)
    {
        if (command is OperatorCommand.Migrate)
            return await MigrateAsync(ct);
        await schema.PrepareAsync(ct);
        return command switch
        {
            OperatorCommand.IssueOwnerKey issue => await IssueAsync(issue, ct),
            OperatorCommand.ListKeys list => await ListAsync(list, ct),
            OperatorCommand.RevokeKey revoke => await RevokeAsync(revoke, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }

    private async Task<int> MigrateAsync(CancellationToken ct)
    {
        var applied = await schema.MigrateAsync(ct);
        Console.WriteLine(applied == 0 ? "The schema is up to date." : $"Applied {applied} migration(s).");
        return Done;
    }

    private async Task<int> IssueAsync(OperatorCommand.IssueOwnerKey command, CancellationToken ct)
    {
        if (!Tenant.IsId(command.OrgId) || !Tenant.IsId(command.WorkspaceId))
            return Refuse($"--org and --workspace are 1 to {Tenant.MaxIdLength} of A-Z a-z 0-9 . _ : -");
        var name = command.Name ?? $"Owner {InstantConverter.Print(clock.Now())}";
        var issued = await mediator.Send(
            new IssueOwnerKeyCommand(name, command.OrgId, command.WorkspaceId, OperatorCaller.CliActor),
            ct
        );
        if (issued.IsFailure)
            return Refuse(issued.Error);
        Console.WriteLine($"Owner key (shown once): {issued.Value.Token.Reveal()}");
        return Done;
    }

    private async Task<int> ListAsync(OperatorCommand.ListKeys command, CancellationToken ct)
    {
        caller.Tenant = new Tenant(command.OrgId, command.WorkspaceId);
        string? cursor = null;
        do
        {
            var page = await mediator.Send(new ListApiKeysQuery(null, null, null, cursor, PageSize.Max), ct);
            if (page.IsFailure)
                return Refuse(page.Error);
            foreach (var key in page.Value.Items)
            {
                var lastUse = key.LastUsedAt is { } used ? InstantConverter.Print(used) : "never used";
                Console.WriteLine($"{key.Prefix}  {key.Status.Word(), -7}  {key.WorkspaceId}  {lastUse}  {key.Name}");
            }

            cursor = page.Value.NextCursor;
        } while (cursor is not null);
        return Done;
    }

    private async Task<int> RevokeAsync(OperatorCommand.RevokeKey command, CancellationToken ct)
    {
        var selector = SelectorOf(command.Selector);
        if (!KeyToken.IsSelector(selector))
            return Refuse($"A selector is {KeyToken.SelectorLength} letters a-z: the end of a key's prefix.");
        if (await credentials.FindAsync(selector, ct) is not { } key)
            return Refuse(ApiKeyErrors.NotFound);
        caller.Tenant = new Tenant(key.OrgId, key.WorkspaceId);
        var revoked = await mediator.Send(
            new RevokeApiKeyCommand(new KeyReference.ById(key.Id), VersionCondition.None),
            ct
        );
        if (revoked.IsFailure)
            return Refuse(revoked.Error);
        Console.WriteLine($"Revoked {key.Prefix} at {InstantConverter.Print(revoked.Value.RevokedAt)}.");
        return Done;
    }

    // As lists print it, too: pk_live_<selector>.
    private static string SelectorOf(string text) =>
        text.StartsWith("pk_live_", StringComparison.Ordinal) || text.StartsWith("pk_test_", StringComparison.Ordinal)
            ? text["pk_live_".Length..]
            : text;

    private static int Refuse(Error error) =>
        Refuse(
            error is ValidationError invalid
                ? string.Join(' ', invalid.Fields.SelectMany(field => field.Value))
                : error.Message
        );

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return Refused;
    }
}
