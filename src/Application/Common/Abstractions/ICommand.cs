namespace ApiKeys.Application.Common.Abstractions;

/// <summary>
/// A request that changes keys, so that it is handled again when somebody else was faster. Queries are not, and need no
/// unit of work.
/// </summary>
public interface ICommand;
