using System.Security.Cryptography;
using System.Text;
using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>A key's plaintext is in one answer, and nowhere else. Failures here name the place and never the secret.</summary>
internal sealed class SecretsTests
{
    private const string WrongVerifier = "Wr0ngWr0ngWr0ngWr0ngWr0ngWr0ngWr";

    private readonly List<string> verifiers = [WrongVerifier];
    private readonly List<(string Place, string Text)> seen = [];

    [SetUp]
    public void Forget()
    {
        verifiers.RemoveRange(1, verifiers.Count - 1);
        seen.Clear();
    }

    [Test]
    public async Task Lifecycle_LeavesNoSecretInLogsAnswersOrTheDatabase()
    {
        await using var service = new TestService(configure: LogEverything);
        var tenant = await TestTenant.CreateAsync(service, "secretive", "main");
        Watch(tenant.Owner);

        await LiveAsync(service, tenant);

        var logs = service.Logs.Text;
        Assert.That(logs.Contains("Executing action method", StringComparison.Ordinal), "MVC's trace is in the log");
        Assert.That(logs.Contains("UPDATE", StringComparison.Ordinal), "SQL is in the log");
        seen.Add(("logs", logs));
        ReadDatabase(service);
        AssertNoSecretSeen();
    }

    [Test]
    public async Task SecretInAUrl_IsNotLogged()
    {
        await using var service = new TestService();
        var tenant = await TestTenant.CreateAsync(service, "secretive", "main");
        Watch(tenant.Owner);
        var key = tenant.Owner;

        foreach (var secret in new[] { key.Secret, key.DialNexaSecret, Uri.EscapeDataString(key.DialNexaSecret) })
        {
            foreach (var request in UrlsWith(secret))
                seen.Add((request.Split('?', '{')[0], await WholeAsync(tenant.Client.CallAsync(request, "{}"))));
        }

        seen.Add(("logs", service.Logs.Text));
        ReadDatabase(service);
        AssertNoSecretSeen(placeIsSafe: false);
    }

    // All operations of both dialects, their refusals included.
    private async Task LiveAsync(TestService service, TestTenant tenant)
    {
        var key = Watch(await tenant.IssueAsync("CI"));
        var other = Watch(await tenant.IssueAsync("Other", "\"scopes\":[\"*\"],\"environment\":\"test\""));
        var created = await tenant.Client.CallAsync("POST /dialnexa/v1/api-keys", """{"name":"DialNexa"}""");
        var secret = created.Member("secret")!;
        verifiers.Add(secret[15..^6]);

        string[] reads = ["/v1/api-keys", "/dialnexa/v1/api-keys", key.Path, $"{key.Path}/events", "/nowhere"];
        string?[] tokens =
        [
            tenant.Owner.Secret,
            tenant.Owner.DialNexaSecret,
            key.Secret,
            other.DialNexaSecret,
            secret,
            secret[..^1],
            KeyToken.Create(KeyEnvironment.Live, key.Selector, WrongVerifier).Reveal(),
            KeyToken.Create(KeyEnvironment.Live, "abcgvvzzlrbnqy", WrongVerifier).Reveal(),
            key.Secret.Replace("pk_live_", "pk_test_", StringComparison.Ordinal),
        ];
        foreach (var token in tokens)
        {
            foreach (var read in reads)
                await SeeAsync(service.ClientOf(token), $"GET {read}");
        }

        await SeeAsync(tenant.Client, $"PATCH {key.Path}", """{"name":"CI 2"}""");
        await SeeAsync(tenant.Client, $"PATCH {key.Path}", """{"name":"other"}""");
        await SeeAsync(tenant.Client, $"PATCH {key.Path}", $$"""{"name":["{{key.Secret}}"]}""");
        await SeeAsync(tenant.Client, $"PATCH {key.Path}", key.Secret);
        await SeeAsync(tenant.Client, "POST /v1/api-keys", $$"""{"name":"x","scopes":["{{key.Secret}}"]}""");
        await SeeAsync(
            tenant.Client,
            "POST /v1/api-keys",
            $$"""{"name":"x","scopes":["*"],"expiresAt":"{{secret}}"}"""
        );
        await SeeAsync(tenant.Client, "POST /v1/api-keys", $$"""{"name":"x","workspaceId":"{{key.Secret}} "}""");
        await SeeAsync(tenant.Client, $"PATCH {other.DialNexaPath}", """{"name":"Other 2"}""");
        await SeeAsync(tenant.Client, $"DELETE {other.DialNexaPath}");
        await SeeAsync(tenant.Client, $"DELETE {key.Path}");
        await SeeAsync(tenant.Client, $"DELETE {key.Path}");
        await SeeAsync(service.ClientOf(key.Secret), "GET /v1/api-keys");
        await SeeAsync(tenant.Client, $"GET {key.Path}/events");
    }

    private static string[] UrlsWith(string secret) =>
        [
            $"GET /v1/api-keys/{secret}",
            $"PATCH /v1/api-keys/{secret}",
            $"GET /v1/api-keys/{secret}/events",
            $"PATCH /dialnexa/v1/api-keys/{secret}",
            $"DELETE /dialnexa/v1/api-keys/{secret}",
            $"PUT /dialnexa/v1/api-keys/{secret}",
            $"GET /{secret}",
            $"GET /v1/api-keys?token={secret}",
            $"GET /v1/api-keys?status={secret}",
            $"GET /v1/api-keys?cursor={secret}",
            $"GET /v1/api-keys?limit={secret}",
            $"GET /v1/api-keys?workspaceId={secret}",
            $"GET /v1/api-keys?search={secret}",
            $"GET /dialnexa/v1/api-keys?page={secret}",
        ];

    private TestKey Watch(TestKey key)
    {
        verifiers.Add(key.Verifier);
        return key;
    }

    private async Task SeeAsync(HttpClient client, string request, string? body = null) =>
        seen.Add((request, await WholeAsync(client.CallAsync(request, body))));

    private static async Task<string> WholeAsync(Task<Answer> call)
    {
        var answer = await call;
        return string.Join('\n', answer.Headers.Select(header => $"{header.Key}: {header.Value}").Append(answer.Body));
    }

    // Latin-1 keeps every byte as one character, so that text is found among the bytes.
    private void ReadDatabase(TestService service)
    {
        foreach (var path in Directory.EnumerateFiles(service.DatabaseFolder, "*", SearchOption.AllDirectories))
        {
            using var file = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            seen.Add(($"file {Path.GetFileName(path)}", Encoding.Latin1.GetString(bytes.ToArray())));
        }

        var database = seen.Where(each => each.Place.StartsWith("file ", StringComparison.Ordinal));
        Assert.That(
            database.Any(each => each.Text.Contains("secretive", StringComparison.Ordinal)),
            "the rows are in the files"
        );
    }

    private void AssertNoSecretSeen(bool placeIsSafe = true)
    {
        foreach (var verifier in verifiers)
        {
            foreach (var form in (string[])[verifier, .. HashesOf(verifier)])
            {
                var places = seen.Where(each => each.Text.Contains(form, StringComparison.OrdinalIgnoreCase));
                Assert.That(places.Select(each => placeIsSafe ? each.Place : "an answer, a log or a file"), Is.Empty);
            }
        }
    }

    private static IEnumerable<string> HashesOf(string verifier)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(verifier));
        return [Convert.ToHexString(hash), Convert.ToBase64String(hash), Convert.ToBase64String(hash).TrimEnd('=')];
    }

    // Above what the configuration asks for.
    private static void LogEverything(IServiceCollection services) =>
        services.AddLogging(logging => logging.AddFilter<CapturedLogs>(null, LogLevel.Trace));
}
