using System.Text.Json;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>Requests that no client would send: never a 500, and every refusal has its dialect's body.</summary>
internal sealed class FuzzHttpTests : ServiceFixture
{
    private const int Cases = 5_000;

    private static readonly Gen<string> Printable = Gen.Choose(' ', '~')
        .Select(unit => (char)unit)
        .ArrayOf()
        .Select(units => new string(units));

    private static readonly Gen<string> Anything = Gen.Choose(1, 0xFFFF)
        .Select(unit => ((char)unit).ToString())
        .Or(
            Gen.Elements(
                "{",
                "}",
                "[",
                "]",
                "\"",
                ":",
                ",",
                "\\u",
                "d800",
                "null",
                "1e999",
                "-0",
                "name",
                "scopes",
                "true"
            )
        )
        .ArrayOf()
        .Select(string.Concat);

    private static readonly Gen<string> Values = Gen.OneOf(
        Anything.Select(text => JsonSerializer.Serialize(text)),
        Gen.Elements(
            "null",
            "1",
            "-1",
            "1e999",
            "[]",
            "{}",
            "[\"*\"]",
            "[null]",
            "\"2026-13-01\"",
            "\"\\ud800\"",
            "true"
        ),
        Anything
    );

    private static readonly Gen<string> Bodies = Gen.OneOf(
        Anything,
        from member in Gen.Elements(
            "name",
            "scopes",
            "expiresAt",
            "workspaceId",
            "environment",
            "graceSeconds",
            "key",
            "expire_now"
        )
        from value in Values
        from other in Values
        select $$"""{"{{member}}":{{value}},"name":{{other}}}""",
        from value in Values
        select $$"""{"name":"x","scopes":["read:chat"],"expiresAt":{{value}}}"""
    );

    private static readonly Gen<string> Paths =
        from root in Gen.Elements("", "/dialnexa")
        from id in Gen.OneOf(
            Anything.Select(Uri.EscapeDataString),
            Gen.Elements(
                "",
                "/verify",
                "/00000000-0000-0000-0000-000000000000",
                "/abcdefghijklmn",
                "/%00",
                "/..%2f",
                "//"
            )
        )
        from rest in Gen.Elements("", "/rotate", "/events", "/")
        from query in Gen.Elements("", "?limit=", "?cursor=", "?status=", "?search=", "?page=", "?workspaceId=")
        from value in Anything.Select(Uri.EscapeDataString)
        select $"{root}/v1/api-keys{(id.StartsWith('/') ? id : $"/{id}")}{rest}{(query == "" ? "" : query + value)}";

    private static readonly Gen<Draft> Drafts =
        from method in Gen.Elements("GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "HEAD", "TRACE", "QUERY")
        from path in Paths
        from body in Bodies
        from type in Gen.Frequency((9, Gen.Constant("application/json")), (1, Printable))
        from header in Gen.Elements(
            "If-Match",
            "Idempotency-Key",
            "X-Request-Id",
            "Accept",
            "X-Forwarded-For",
            "Expect2"
        )
        from value in Gen.OneOf(Printable, Gen.Elements("\"1\"", "*", "W/\"1\"", "0123456789abcdef"))
        from token in Gen.Frequency((8, Gen.Constant("")), (1, Printable), (1, Gen.Constant("pk_live_x")))
        select new Draft(method, path, body, type, header, value, token);

    [Test]
    public async Task AnyRequest_IsAnsweredInItsDialect_AndNeverWith500()
    {
        var tenant = await NewTenantAsync();
        // Without the tests' own check of each answer, which knows no such requests.
        using var stranger = new HttpClient { BaseAddress = tenant.Client.BaseAddress };
        using var owner = new HttpClient { BaseAddress = tenant.Client.BaseAddress };
        owner.DefaultRequestHeaders.Add("Authorization", $"Bearer {tenant.Owner.Secret}");
        var statuses = new SortedDictionary<int, int>();

        Prop.ForAll(
                Arb.From(Drafts),
                draft =>
                {
                    var client = draft.Token == "" ? owner : stranger;
                    var answer = client
                        .CallAsync($"{draft.Method} {draft.Path}", BodyOf(draft), draft.Type, HeadersOf(draft))
                        .GetAwaiter()
                        .GetResult();
                    statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
                    return IsRight(draft, answer);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Cases));

        Assert.That(statuses.Keys, Does.Contain(400).And.Contain(401).And.Contain(404).And.Contain(405));
        var seen = statuses.Select(status => $"{status.Key} × {status.Value}");
        Figures.Record(
            "Fuzz, over HTTP",
            $"{statuses.Values.Sum()} requests with random methods, paths, headers and bodies: {string.Join(", ", seen)}; 500: 0."
        );
    }

    private static string? BodyOf(Draft draft) => draft.Method is "GET" or "HEAD" or "TRACE" ? null : draft.Body;

    private static (string, string)[] HeadersOf(Draft draft) =>
        draft.Token == ""
            ? [(draft.Header, draft.Value)]
            : [(draft.Header, draft.Value), ("Authorization", $"Bearer {draft.Token}")];

    private static bool IsRight(Draft draft, Answer answer)
    {
        if (answer.Status is >= 200 and < 300)
            return true;
        if (answer.Status is < 400 or >= 500)
            return false;
        if (draft.Method == "HEAD" || (answer.Body.Length == 0 && IsRefusedBeforeTheApplication(draft)))
            return true;
        var root = JsonDocument.Parse(answer.Body).RootElement;
        return draft.Path.StartsWith("/dialnexa", StringComparison.Ordinal)
            ? root.GetProperty("statusCode").GetInt32() == answer.Status
                && root.TryGetProperty("message", out _)
                && root.GetProperty("error").GetString()!.Length > 0
            : root.GetProperty("error").GetProperty("code").GetString()!.Length > 0
                && root.GetProperty("error").GetProperty("message").GetString()!.Length > 0;
    }

    private static bool IsRefusedBeforeTheApplication(Draft draft) =>
        draft.Path.Contains("%00", StringComparison.Ordinal);

    /// <summary>One request; printed when it breaks the rule.</summary>
    internal sealed record Draft(
        string Method,
        string Path,
        string Body,
        string Type,
        string Header,
        string Value,
        string Token
    );
}
