namespace ApiKeys.Infrastructure;

/// <summary>Tells a database that is away, busy or full from a fault of this program.</summary>
public interface IDatabaseFaults
{
    bool IsUnavailable(Exception exception);
}
