using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Idempotency;

/// <summary>A request that can be sent again under one <c>Idempotency-Key</c>.</summary>
internal sealed record Repeat(string Request, string Body, string Header)
{
    public const string Issue = "issue";
    public const string Rotate = "rotate";
    public const string Create = "create";
    public const string Conflict =
        """{"error":{"code":"idempotency_conflict","message":"This Idempotency-Key was used within the last ten minutes for another request."}}""";

    public static readonly string[] Operations = [Issue, Rotate, Create];

    public static string NewHeader() => $"repeat {Guid.NewGuid():N}";

    /// <summary>The operation <paramref name="operation"/>; <paramref name="target"/> is the key to rotate.</summary>
    public static Repeat Of(string operation, TestKey target, string name = "Made") =>
        operation switch
        {
            Issue => new("POST /v1/api-keys", $$"""{"name":"{{name}}","scopes":["read:chat"]}""", NewHeader()),
            Rotate => new($"POST {target.Path}/rotate", """{"graceSeconds":60}""", NewHeader()),
            Create => new("POST /dialnexa/v1/api-keys", $$"""{"name":"{{name}}"}""", NewHeader()),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    public Task<Answer> SendAsync(HttpClient client, params (string, string)[] more) =>
        client.CallAsync(Request, Body, headers: [("Idempotency-Key", Header), .. more]);

    /// <summary>All answers are the first one's status, body, ETag and Location. Compared without being printed: they hold secrets.</summary>
    public static void AssertIdentical(Answer first, params IEnumerable<Answer> repeats)
    {
        Assert.That(first.Status, Is.EqualTo(201));
        foreach (var repeat in repeats)
        {
            Assert.That(repeat.Status, Is.EqualTo(201));
            Assert.That(repeat.Body == first.Body, "the repeat's body is the first one's");
            Assert.That((repeat["ETag"], repeat["Location"]), Is.EqualTo((first["ETag"], first["Location"])));
            Assert.That(repeat["Content-Type"], Is.EqualTo(first["Content-Type"]));
        }
    }

    /// <summary>How many keys there are besides the caller's and <paramref name="target"/>.</summary>
    public static async Task<int> CountMadeAsync(HttpClient client, TestKey? target)
    {
        var ids = await ListWalk.WalkAsync(client, "/v1/api-keys?limit=100", "id");
        return ids.Count(id => id != target?.Id) - 1;
    }
}
