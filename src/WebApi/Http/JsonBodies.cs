using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ApiKeys.WebApi.Http;

/// <summary>
/// Which bodies are read: <c>application/json</c>, and for PATCH also <c>application/merge-patch+json</c> (RFC 7396).
/// Everything else is 415.
/// </summary>
internal sealed class JsonBodies(IOptions<JsonOptions> json, ILogger<SystemTextJsonInputFormatter> logger)
    : IConfigureOptions<MvcOptions>
{
    private const string Json = "application/json";
    private const string MergePatch = "application/merge-patch+json";

    // A shutdown cancels the pending read of a body's pipe, and the framework's reader of pipes takes that for the end of
    // the request: one that was half sent would fail instead of being finished. Its reader of streams does not.
    static JsonBodies() => AppContext.SetSwitch("Microsoft.AspNetCore.UseStreamBasedJsonParsing", true);

    public void Configure(MvcOptions options)
    {
        options.InputFormatters.Clear();
        options.InputFormatters.Add(new Formatter(json.Value, logger));
    }

    private sealed class Formatter : SystemTextJsonInputFormatter
    {
        public Formatter(JsonOptions options, ILogger<SystemTextJsonInputFormatter> logger)
            : base(options, logger)
        {
            // JSON between systems is UTF-8 (RFC 8259, 8.1); another charset is another media type.
            SupportedEncodings.Remove(UTF16EncodingLittleEndian);
            SupportedMediaTypes.Clear();
            SupportedMediaTypes.Add(Json);
            SupportedMediaTypes.Add(MergePatch);
        }

        // The base takes every +json type for a kind of application/json.
        public override bool CanRead(InputFormatterContext context) =>
            base.CanRead(context) && IsTaken(context.HttpContext.Request);

        private static bool IsTaken(HttpRequest request) =>
            MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (
                type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
                || (
                    HttpMethods.IsPatch(request.Method)
                    && type.MediaType.Equals(MergePatch, StringComparison.OrdinalIgnoreCase)
                )
            );
    }
}
