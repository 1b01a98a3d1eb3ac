using ApiKeys.Domain.Common;
using ApiKeys.WebApi.Http;

namespace ApiKeys.WebApi.Errors;

/// <summary>The refusals that HTTP itself raises: routing, reading the body, authentication.</summary>
internal static class HttpErrors
{
    public static readonly Error Unauthorized = new(
        ErrorKind.Unauthorized,
        ErrorCodes.Unauthorized,
        "A valid API key or session is required as bearer token."
    );

    public static readonly Error Forbidden = new(
        ErrorKind.Forbidden,
        ErrorCodes.Forbidden,
        "The caller may not do this."
    );

    public static readonly Error Internal = new(
        ErrorKind.Internal,
        ErrorCodes.InternalError,
        "Something went wrong here; it has been logged under the X-Request-Id of this answer."
    );

    public static readonly Error Unavailable = new(
        ErrorKind.Unavailable,
        ErrorCodes.Unavailable,
        "The database cannot be reached, or is busy or full. Try again in a moment."
    );

    private static readonly Error UnknownPath = new(ErrorKind.NotFound, ErrorCodes.NotFound, "There is nothing here.");

    private static readonly Error MethodNotAllowed = new(
        ErrorKind.MethodNotAllowed,
        ErrorCodes.MethodNotAllowed,
        "This path does not take this method; see Allow."
    );

    private static readonly Error PayloadTooLarge = new(
        ErrorKind.PayloadTooLarge,
        ErrorCodes.PayloadTooLarge,
        $"The body is larger than {Limits.MaxBodyBytes} bytes."
    );

    private static readonly Error UnsupportedMediaType = new(
        ErrorKind.UnsupportedMediaType,
        ErrorCodes.UnsupportedMediaType,
        "The body must be application/json."
    );

    private static readonly ValidationError BadRequest = ValidationError.For("body", "The request could not be read.");

    /// <summary>What a bare status set by the framework means.</summary>
    public static Error OfStatus(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => Unauthorized,
            StatusCodes.Status403Forbidden => Forbidden,
            StatusCodes.Status404NotFound => UnknownPath,
            StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
            StatusCodes.Status413PayloadTooLarge => PayloadTooLarge,
            StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
            >= 500 => Internal,
            _ => BadRequest,
        };
}
