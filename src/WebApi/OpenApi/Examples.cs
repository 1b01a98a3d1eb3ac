using System.Text.Json.Nodes;

namespace ApiKeys.WebApi.OpenApi;

/// <summary>Examples of requests and answers. The secrets have a wrong checksum, so that none can be a real one.</summary>
internal static class Examples
{
    public const string Id = "018f3c1a-7b2e-7c4d-9a10-3f5b6c7d8e9f";
    public const string OtherId = "018f3c1a-9d4f-7a21-8b30-5e6f7a8b9c0d";
    public const string Selector = "abcgvvzzlrbnqy";
    public const string Secret = $"pk_live_{Selector}_ExampleExampleExampleExample0000000000";

    private const string DialNexaSecret = $"{Selector}:ExampleExampleExampleExample0000000000";

    private const string Key = $$"""
        {"id":"{{Id}}","prefix":"pk_live_{{Selector}}","name":"Production Server","scopes":["read:chat","write:chat"],
         "orgId":"acme","workspaceId":"default","createdBy":"user:ada","createdAt":"2024-03-01T10:00:00.000Z",
         "expiresAt":null,"lastUsedAt":"2024-03-02T08:15:30.250Z","rotatedAt":null,"revokedAt":null,"status":"active"}
        """;

    private const string Issued = $$"""
        {"id":"{{OtherId}}","prefix":"pk_live_{{Selector}}","plaintextKey":"{{Secret}}",
         "scopes":["read:chat","write:chat"],"createdAt":"2024-03-01T10:00:00.000Z","expiresAt":null}
        """;

    private const string DialNexaKey = $$"""
        {"id":"{{Selector}}","name":"Production Server","last_used_at":"2024-03-02T08:15:30.250Z","is_expired":false,
         "created_at":"2024-03-01T10:00:00.000Z"}
        """;

    // By the name of the schema: a request or an answer looks the same wherever it appears.
    private static readonly Dictionary<string, string> BySchema = new()
    {
        ["RenameApiKeyRequest"] = """{"name":"Production Server"}""",
        ["IssueApiKeyRequest"] = """
            {"name":"Chat bot","scopes":["read:chat","write:chat"],"environment":"live",
             "expiresAt":"2099-12-31T23:59:59.000Z"}
            """,
        ["RotateApiKeyRequest"] = """{"graceSeconds":3600}""",
        ["VerifyApiKeyRequest"] = $$"""{"key":"{{Secret}}","scopes":["read:chat"]}""",
        ["ApiKeyResponse"] = Key,
        ["IssuedApiKeyResponse"] = Issued,
        ["ApiKeyListResponse"] = $$"""{"items":[{{Key}}],"nextCursor":null}""",
        ["RotatedApiKeyResponse"] = $$"""{"oldKeyId":"{{Id}}","newKey":{{Issued}},"graceSeconds":3600}""",
        ["RevokedApiKeyResponse"] = $$"""{"id":"{{Id}}","revokedAt":"2024-03-01T10:00:00.000Z"}""",
        ["KeyEventListResponse"] = $$"""
            {"items":[{"id":"{{OtherId}}","type":"api_key.renamed","at":"2024-03-01T10:00:00.000Z","actor":"user:ada",
             "data":{"oldName":"Staging","newName":"Production Server"} }],"nextCursor":null}
            """,
        ["KeyVerificationResponse"] = $$"""
            {"valid":true,"code":"valid","keyId":"{{Id}}","name":"Production Server","orgId":"acme",
             "workspaceId":"default","environment":"live","scopes":["read:chat"],"expiresAt":null,"status":"active"}
            """,
        ["DialNexaRenameRequest"] = """{"name":"Production Server"}""",
        ["DialNexaCreateRequest"] = """{"name":"Chat bot"}""",
        ["DialNexaKeyResponse"] = DialNexaKey,
        ["DialNexaCreatedResponse"] = $$"""
            {"id":"{{Selector}}","name":"Chat bot","secret":"{{DialNexaSecret}}","created_at":"2024-03-01T10:00:00.000Z"}
            """,
        ["DialNexaListResponse"] =
            $$"""{"data":[{{DialNexaKey}}],"meta":{"page":1,"limit":20,"total":1,"totalPages":1} }""",
        ["DialNexaMessageResponse"] = """{"message":"API key revoked."}""",
    };

    public static JsonNode Of(string schema) => JsonNode.Parse(BySchema[schema])!;
}
