using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Common.Abstractions;

/// <summary>Who sent the request that is being handled.</summary>
public interface ICaller
{
    /// <summary>As in audit rows: <c>user:&lt;sub&gt;</c>, <c>api_key:&lt;id&gt;</c>, <c>system:…</c>.</summary>
    string Actor { get; }

    Tenant Tenant { get; }

    /// <summary>An owner, or a key with the scope <c>*</c>: may issue or rotate a key with <c>*</c>.</summary>
    bool MayGrantAll { get; }
}
