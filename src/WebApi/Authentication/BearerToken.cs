using Microsoft.Extensions.Primitives;

namespace ApiKeys.WebApi.Authentication;

/// <summary>The token of <c>Authorization: Bearer &lt;token&gt;</c> (RFC 6750, 2.1); the scheme in any case.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token; null when there is none, empty, or more than one header.</summary>
    public static string? Of(HttpRequest request)
    {
        StringValues headers = request.Headers.Authorization;
        if (headers.Count != 1 || headers[0] is not { } header)
            return null;
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[Scheme.Length..].Trim(' ');
        return token.Length == 0 ? null : token;
    }
}
