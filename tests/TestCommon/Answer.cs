using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ApiKeys.TestCommon;

/// <summary>An HTTP response as it was on the wire.</summary>
public sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Status and body in one line, to compare with a literal.</summary>
    public string Text => Body.Length == 0 ? $"{Status}" : $"{Status} {Body}";

    /// <summary>A header's value, several joined by a comma; null when it is missing.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>The member <paramref name="name"/> of the body, as text.</summary>
    public string? Member(string name) => Json.GetProperty(name).GetString();

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    internal static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        IEnumerable<HttpHeadersNonValidated> all =
        [
            response.Headers.NonValidated,
            response.Content.Headers.NonValidated,
        ];
        var headers = all.SelectMany(part => part)
            .ToDictionary(
                header => header.Key,
                header => string.Join(", ", header.Value),
                StringComparer.OrdinalIgnoreCase
            );
        return new Answer((int)response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }
}

public static class HttpClientExtensions
{
    public const string Json = "application/json";
    private const int LargeBody = 60_000;

    /// <summary>
    /// Sends what <paramref name="request"/> says (<c>PATCH /v1/api-keys/1</c>); null as body sends none, null as content
    /// type sends a body without one.
    /// </summary>
    public static Task<Answer> CallAsync(
        this HttpClient client,
        string request,
        string? body = null,
        string? contentType = Json,
        params (string Name, string Value)[] headers
    )
    {
        if (body is null)
            return client.SendAsync(request, null, headers);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return client.SendAsync(request, content, headers);
    }

    /// <summary>As above, for a body that is more than text.</summary>
    public static async Task<Answer> SendAsync(
        this HttpClient client,
        string request,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        var (method, path) = request.Split(' ', 2) is [var first, var second]
            ? (first, second)
            : throw new ArgumentException("A request is a method and a path.");
        using var message = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };

        // A large body that is refused unread would break the connection while it is still being sent.
        if (content is not null && content.Headers.ContentLength is null or > LargeBody)
            message.Headers.ExpectContinue = true;
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(message);
        return await Answer.OfAsync(response);
    }
}
