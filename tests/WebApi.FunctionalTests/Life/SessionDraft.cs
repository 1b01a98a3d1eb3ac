using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>A session token put together by hand, so that every forgery is possible. Good as it comes.</summary>
internal sealed class SessionDraft(TimeProvider clock, string orgId, string? role = "owner", string? workspaceId = null)
{
    private const string Issuer = "https://login.example";
    private const string Audience = "https://keys.example";

    // Long enough for HS512, so that only the pinned algorithm refuses it.
    private static readonly byte[] SigningKey = RandomNumberGenerator.GetBytes(64);

    public static IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?>
        {
            ["LastUse:FlushSeconds"] = "3600",
            ["Authentication:Schemes:Session:ValidIssuer"] = Issuer,
            ["Authentication:Schemes:Session:ValidAudiences:0"] = Audience,
            ["Authentication:Schemes:Session:SigningKeys:0:Issuer"] = Issuer,
            ["Authentication:Schemes:Session:SigningKeys:0:Value"] = Convert.ToBase64String(SigningKey),
        };

    public JsonObject Header { get; } = new() { ["alg"] = "HS256", ["typ"] = "JWT" };

    public JsonObject Claims { get; } =
        WithoutNulls(
            new()
            {
                ["iss"] = Issuer,
                ["aud"] = Audience,
                ["exp"] = Seconds(clock) + 3600,
                ["sub"] = "alice",
                ["org_id"] = orgId,
                ["role"] = role,
                ["workspace_id"] = workspaceId,
            }
        );

    public Func<byte[], byte[], byte[]> Signature { get; set; } = HMACSHA256.HashData;

    public byte[] Key { get; set; } = SigningKey;

    /// <summary>What is done to the finished token: its three parts.</summary>
    public Func<string[], string[]> Tampering { get; set; } = parts => parts;

    public long Now { get; } = Seconds(clock);

    /// <summary>The token.</summary>
    public override string ToString() => string.Join('.', Tampering(Signed(Claims.ToJsonString())));

    /// <summary>The three parts of a token over <paramref name="payload"/>.</summary>
    public string[] Signed(string payload)
    {
        string[] parts = [Part(Header.ToJsonString()), Part(payload)];
        var signature = Signature(Key, Encoding.ASCII.GetBytes(string.Join('.', parts)));
        return [.. parts, Base64Url.EncodeToString(signature)];
    }

    /// <summary>A part of a token that says <paramref name="content"/>.</summary>
    public static string Part(string content) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content));

    /// <summary>What a part of a token says.</summary>
    public static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static long Seconds(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeSeconds();

    private static JsonObject WithoutNulls(JsonObject claims)
    {
        foreach (var (name, _) in claims.Where(claim => claim.Value is null).ToArray())
            claims.Remove(name);
        return claims;
    }
}
