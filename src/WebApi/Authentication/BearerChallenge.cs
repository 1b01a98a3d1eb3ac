using ApiKeys.Domain.Common;

namespace ApiKeys.WebApi.Authentication;

/// <summary>The <c>WWW-Authenticate</c> of a refusal (RFC 6750, section 3).</summary>
internal static class BearerChallenge
{
    public static string? For(ErrorKind kind, HttpRequest request) =>
        kind switch
        {
            ErrorKind.Unauthorized when BearerToken.Of(request) is null => "Bearer",
            ErrorKind.Unauthorized => "Bearer error=\"invalid_token\"",
            ErrorKind.Forbidden => "Bearer error=\"insufficient_scope\"",
            _ => null,
        };
}
