namespace ApiKeys.Application.Common.Abstractions;

/// <summary>
/// A request that changes keys, and is handled again when somebody else was faster. Without it, on a query, nothing of
/// what a change needs is made.
/// </summary>
public interface ICommand;
