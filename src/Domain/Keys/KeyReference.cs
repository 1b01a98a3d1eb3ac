namespace ApiKeys.Domain.Keys;

/// <summary>How a caller names a key: by id (native dialect) or by selector (DialNexa's).</summary>
public abstract record KeyReference
{
    private KeyReference() { }

    public sealed record ById(Guid Id) : KeyReference;

    public sealed record BySelector(string Selector) : KeyReference;
}
