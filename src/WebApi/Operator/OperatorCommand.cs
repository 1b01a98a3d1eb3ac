namespace ApiKeys.WebApi.Operator;

/// <summary>What an operator asks of the executable instead of serving.</summary>
internal abstract record OperatorCommand
{
    public const string Help = """
        Usage: dotnet run --project src/WebApi -- [command] [--Setting:Name value ...]

        Without a command it serves. The commands do their work and end:
          --help                 show this
          --migrate              bring the database's schema up to date
          --issue-owner-key      make a key with the scope * and print it once: the way back in when the owner key is lost
              [--org ID]           its organization (default)
              [--workspace ID]     its workspace (default)
              [--name NAME]        its name (Owner and the current time)
          --list-keys            list the keys of an organization, newest first; never a secret
              [--org ID]           the organization (default)
              [--workspace ID]     only this workspace
          --revoke-key SELECTOR  revoke the key pk_live_SELECTOR or pk_test_SELECTOR at once

        Settings are those of the README, for example --ConnectionStrings:ApiKeys "Data Source=keys.db".
        Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
        """;

    private const string Default = "default";

    private OperatorCommand() { }

    /// <summary>Takes a command and its flags off <paramref name="args"/>; what is left is for the configuration.</summary>
    /// <returns>No command means: serve.</returns>
    public static (OperatorCommand? Command, string[] Settings) TakeFrom(string[] args)
    {
        var rest = new List<string>(args);
        OperatorCommand?[] asked =
        [
            TakeFlag(rest, "--help") || TakeFlag(rest, "-h") ? new ShowHelp() : null,
            TakeFlag(rest, "--migrate") ? new Migrate() : null,
            TakeFlag(rest, "--issue-owner-key") ? new IssueOwnerKey(Default, Default, null) : null,
            TakeFlag(rest, "--list-keys") ? new ListKeys(Default, null) : null,
            TakeValue(rest, "--revoke-key") is { } selector ? new RevokeKey(selector) : null,
        ];
        var command = asked.OfType<OperatorCommand>().ToArray() switch
        {
            [] => null,
            [var only] => only.WithFlags(rest),
            _ => throw new UsageException("One command at a time."),
        };
        RefuseFlagsWithoutValue(rest);
        return (command, [.. rest]);
    }

    private OperatorCommand WithFlags(List<string> rest) =>
        this switch
        {
            IssueOwnerKey => new IssueOwnerKey(
                TakeValue(rest, "--org") ?? Default,
                TakeValue(rest, "--workspace") ?? Default,
                TakeValue(rest, "--name")
            ),
            ListKeys => new ListKeys(TakeValue(rest, "--org") ?? Default, TakeValue(rest, "--workspace")),
            _ => this,
        };

    // A setting has a value: what has none is a misspelt command, and must not start to serve.
    private static void RefuseFlagsWithoutValue(List<string> rest)
    {
        for (var i = 0; i < rest.Count; i++)
        {
            if (!IsFlag(rest[i]) || rest[i].Contains('='))
                continue;
            if (i + 1 == rest.Count || IsFlag(rest[i + 1]))
                throw new UsageException($"{rest[i]} is no command, and a setting needs a value.");
        }
    }

    private static bool IsFlag(string argument) => argument.StartsWith("--", StringComparison.Ordinal);

    private static bool TakeFlag(List<string> args, string flag) => args.Remove(flag);

    private static string? TakeValue(List<string> args, string flag)
    {
        var at = args.IndexOf(flag);
        if (at < 0)
            return null;
        if (at + 1 == args.Count || IsFlag(args[at + 1]))
            throw new UsageException($"{flag} needs a value.");
        var value = args[at + 1];
        args.RemoveRange(at, 2);
        return value;
    }

    public sealed record ShowHelp : OperatorCommand;

    public sealed record Migrate : OperatorCommand;

    public sealed record IssueOwnerKey(string OrgId, string WorkspaceId, string? Name) : OperatorCommand;

    public sealed record ListKeys(string OrgId, string? WorkspaceId) : OperatorCommand;

    public sealed record RevokeKey(string Selector) : OperatorCommand;
}

/// <summary>The operator's words are off.</summary>
internal sealed class UsageException(string message) : Exception(message);
