namespace ApiKeys.Infrastructure;

/// <summary>The state of the database's schema, for the start and for the operator.</summary>
public interface IDatabaseSchema
{
    /// <summary>Completes once the schema has been read and found good enough to serve on.</summary>
    Task Verified { get; }

    /// <summary>Makes sure that the schema is one this program can work with, as a start does.</summary>
    /// <exception cref="SchemaIsOlderException">It is not, and an operator has to act.</exception>
    Task PrepareAsync(CancellationToken ct);

    /// <summary>Whether the database answers now.</summary>
    Task<bool> IsReachableAsync(CancellationToken ct);

    /// <summary>Applies what is pending; how many migrations that were.</summary>
    Task<int> MigrateAsync(CancellationToken ct);
}
