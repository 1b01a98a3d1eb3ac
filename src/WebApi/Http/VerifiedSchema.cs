using ApiKeys.Infrastructure;
using ApiKeys.WebApi.Errors;

namespace ApiKeys.WebApi.Http;

/// <summary>Answers 503 until the database's schema has been read and found good enough.</summary>
internal sealed class VerifiedSchema(RequestDelegate next, IDatabaseSchema schema)
{
    public Task InvokeAsync(HttpContext context) =>
        schema.Verified.IsCompletedSuccessfully
            ? next(context)
            : ErrorWriter.WriteAsync(context, HttpErrors.Unavailable);
}
