using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Commands.IssueOwnerKey;
using ApiKeys.Infrastructure;
using MediatR;

namespace ApiKeys.WebApi;

/// <summary>The first serving start against a database without keys makes one and prints it, once.</summary>
internal sealed class OwnerKeyBootstrap(
    IServiceScopeFactory scopes,
    IDatabaseSchema schema,
    IKeyCounter keys,
    TextWriter output,
    IHostApplicationLifetime lifetime
) : IHostedLifecycleService
{
    private static readonly IssueOwnerKeyCommand FirstKey = new(
        Name: "Owner",
        OrgId: "default",
        WorkspaceId: "default",
        IssueOwnerKeyCommand.BootstrapActor
    );

    // Only once the server listens: a start that fails must not use up the one showing.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var isReady = schema.Verified.IsCompleted;
        var issuing = IssueAsync(lifetime.ApplicationStopping);
        // While the database is away the start goes on; the key is made when it is back.
        return isReady ? issuing : Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task IssueAsync(CancellationToken cancellationToken)
    {
        await schema.Verified.WaitAsync(cancellationToken);
        if (await keys.HasAnyAsync(cancellationToken))
            return;
        await using var scope = scopes.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var issued = await mediator.Send(FirstKey, cancellationToken);

        // Of several first starts at once the unique name lets one win; the others have nothing to show.
        if (!issued.IsFailure)
            await output.WriteLineAsync($"Owner key (shown once): {issued.Value.Token.Reveal()}");
    }
}
