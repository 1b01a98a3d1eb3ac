namespace ApiKeys.Application.Common.Abstractions;

/// <summary>Tells a new database from one in use.</summary>
public interface IKeyCounter
{
    /// <summary>Whether there is any key of any tenant, in any status.</summary>
    Task<bool> HasAnyAsync(CancellationToken ct);
}
