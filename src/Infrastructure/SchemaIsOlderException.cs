namespace ApiKeys.Infrastructure;

/// <summary>The database's schema is older than this program, which therefore refuses to serve.</summary>
public sealed class SchemaIsOlderException(int pendingMigrations)
    : Exception(
        $"The database's schema is older than this program: {pendingMigrations} migration(s) are pending. "
            + "Run this program once with --migrate (or apply the reviewed script, see docs/operations.md), then start again."
    );
