using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ApiKeys.Benchmarks.Load;

/// <summary>
/// What the machine gives at best: a bare Kestrel that does the durable work of a rename with hand-written SQL, and
/// answers verifications from a dictionary. No authentication, no validation, no layers.
/// </summary>
internal sealed class Floor(FloorStore store, IReadOnlyDictionary<string, string> idsByToken)
{
    private const string KeysPath = "/v1/api-keys/";

    /// <summary>Serves until it is killed; the first line of its output is its address.</summary>
    public static async Task RunAsync(string provider, string connectionString, string samples)
    {
        var lines = await File.ReadAllLinesAsync(samples);
        var idsByToken = lines.Select(line => line.Split(' ')).ToDictionary(parts => parts[1], parts => parts[0]);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(new Floor(FloorStore.For(provider, connectionString), idsByToken).AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.Single());
        await app.WaitForShutdownAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        if (context.Request.Method == "PATCH")
            await RenameAsync(Guid.Parse(context.Request.Path.Value.AsSpan(KeysPath.Length)), body.RootElement, json);
        else
            Verify(body.RootElement, json);
    }

    private async Task RenameAsync(Guid id, JsonElement body, Utf8JsonWriter json)
    {
        var row = await store.RenameAsync(id, body.GetProperty("name").GetString()!);
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("prefix", $"pk_live_{row.Selector}");
        json.WriteString("name", row.Name);
        WriteScopes(json, row.Scopes);
        json.WriteString("orgId", SampleKeys.Org);
        json.WriteString("workspaceId", SampleKeys.Workspace);
        json.WriteString("createdBy", row.CreatedBy);
        json.WriteString("createdAt", row.CreatedAt);
        foreach (var instant in (string[])["expiresAt", "lastUsedAt", "rotatedAt", "revokedAt"])
            json.WriteNull(instant);
        json.WriteString("status", "active");
        json.WriteEndObject();
    }

    private void Verify(JsonElement body, Utf8JsonWriter json)
    {
        var id = idsByToken[body.GetProperty("key").GetString()!];
        json.WriteStartObject();
        json.WriteBoolean("valid", true);
        json.WriteString("code", "valid");
        json.WriteString("keyId", id);
        json.WriteString("name", "Key 0000001");
        json.WriteString("orgId", SampleKeys.Org);
        json.WriteString("workspaceId", SampleKeys.Workspace);
        json.WriteString("environment", "live");
        WriteScopes(json, body.GetProperty("scopes")[0].GetString()!);
        json.WriteNull("expiresAt");
        json.WriteString("status", "active");
        json.WriteEndObject();
    }

    private static void WriteScopes(Utf8JsonWriter json, string scopes)
    {
        json.WriteStartArray("scopes");
        foreach (var scope in scopes.Split(' '))
            json.WriteStringValue(scope);
        json.WriteEndArray();
    }
}
