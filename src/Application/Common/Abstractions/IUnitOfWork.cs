using ApiKeys.Domain.Common;

namespace ApiKeys.Application.Common.Abstractions;

/// <summary>What was loaded and changed for one request, saved in one commit with its audit rows.</summary>
public interface IUnitOfWork
{
    /// <summary>Commits, or fails with <c>name_conflict</c> and changes nothing.</summary>
    /// <exception cref="StaleReadException">A row has changed since it was loaded; nothing was saved.</exception>
    Task<Result> SaveAsync(CancellationToken ct);

    /// <summary>
    /// As <see cref="SaveAsync(CancellationToken)"/>, and in the same commit remembers <paramref name="answer"/> for a
    /// repeat of a request that may be repeated.
    /// </summary>
    Task<Result> SaveAsync(object answer, CancellationToken ct);

    /// <summary>Forgets everything loaded and added, so that the next read is fresh.</summary>
    void StartAfresh();
}

/// <summary>Somebody else changed a row between our read and our write.</summary>
public sealed class StaleReadException(Exception inner) : Exception("A row has changed since it was loaded.", inner);
