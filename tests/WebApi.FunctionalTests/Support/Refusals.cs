namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>The refusals as they are on the wire: status and body.</summary>
internal static class NativeRefusal
{
    public const string Unauthorized =
        """401 {"error":{"code":"unauthorized","message":"A valid API key or session is required as bearer token."}}""";
    public const string Forbidden = """403 {"error":{"code":"forbidden","message":"The caller may not do this."}}""";
    public const string NoSuchKey = """404 {"error":{"code":"not_found","message":"There is no such API key."}}""";
    public const string NoSuchPath = """404 {"error":{"code":"not_found","message":"There is nothing here."}}""";
    public const string MethodNotAllowed =
        """405 {"error":{"code":"method_not_allowed","message":"This path does not take this method; see Allow."}}""";
    public const string AlreadyRevoked =
        """409 {"error":{"code":"state_conflict","message":"The key is already revoked."}}""";
    public const string PreconditionFailed =
        """412 {"error":{"code":"precondition_failed","message":"The key has changed since: its version matches none in If-Match."}}""";
    public const string PayloadTooLarge =
        """413 {"error":{"code":"payload_too_large","message":"The body is larger than 65536 bytes."}}""";
    public const string UnsupportedMediaType =
        """415 {"error":{"code":"unsupported_media_type","message":"The body must be application/json."}}""";

    public static string Invalid(string field, string message) =>
        $$$$"""400 {"error":{"code":"validation_failed","message":"The request is not valid.","details":{"{{{{field}}}}":["{{{{message}}}}"]}}}""";

    public static string NameTaken(TestKey holder) =>
        $$$$"""409 {"error":{"code":"name_conflict","message":"Another key of this workspace has this name (case and width do not matter).","details":{"conflictingKeyId":"{{{{holder.Id}}}}"}}}""";
}

/// <summary>The same in DialNexa's dialect.</summary>
internal static class DialNexaRefusal
{
    public const string Unauthorized = """401 {"statusCode":401,"message":"Unauthorized","error":"Unauthorized"}""";
    public const string Forbidden =
        """403 {"statusCode":403,"message":"The caller may not do this.","error":"Forbidden"}""";
    public const string NoSuchKey =
        """404 {"statusCode":404,"message":"There is no such API key.","error":"Not Found"}""";
    public const string NoSuchPath =
        """404 {"statusCode":404,"message":"There is nothing here.","error":"Not Found"}""";
    public const string MethodNotAllowed =
        """405 {"statusCode":405,"message":"This path does not take this method; see Allow.","error":"Method Not Allowed"}""";
    public const string PayloadTooLarge =
        """413 {"statusCode":413,"message":"The body is larger than 65536 bytes.","error":"Payload Too Large"}""";
    public const string UnsupportedMediaType =
        """415 {"statusCode":415,"message":"The body must be application/json.","error":"Unsupported Media Type"}""";

    public static string Invalid(string message) =>
        $$"""400 {"statusCode":400,"message":"{{message}}","error":"Bad Request"}""";

    public static string NameTaken(TestKey holder) =>
        $$"""409 {"statusCode":409,"message":"Another key of this workspace has this name (case and width do not matter). It is {{holder.Selector}}.","error":"Conflict"}""";
}
