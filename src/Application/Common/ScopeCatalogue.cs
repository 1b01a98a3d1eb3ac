using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Common;

/// <summary>The scopes that keys of this service may carry.</summary>
public sealed class ScopeCatalogue
{
    private readonly HashSet<string> scopes;

    /// <exception cref="ArgumentException">A scope is not well-formed, or all together exceed what a key can store.</exception>
    public ScopeCatalogue(IReadOnlyCollection<string> scopes)
    {
        if (scopes.FirstOrDefault(scope => !Scope.IsWellFormed(scope)) is { } bad)
            throw new ArgumentException($"'{bad}' in the scope catalogue is not a scope token (RFC 6749, 3.3).");
        if (string.Join(' ', scopes).Length > Scope.MaxJoinedLength)
            throw new ArgumentException($"The scope catalogue is wider than {Scope.MaxJoinedLength} characters.");
        this.scopes = [.. scopes];
    }

    public bool Contains(string? scope) => scope is not null && scopes.Contains(scope);
}
