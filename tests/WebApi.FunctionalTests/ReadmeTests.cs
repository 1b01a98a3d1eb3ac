using System.Diagnostics;
using System.Text.RegularExpressions;
using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>The README's tour, run word for word in bash.</summary>
[Platform(Exclude = "Win")]
public sealed partial class ReadmeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Tour_OfTheReadme_AnswersWhatItPromises()
    {
        using var folder = new TemporaryFolder();
        await AssertTourAsync("--ConnectionStrings:ApiKeys", $"Data Source={folder.File("keys.db")}");
    }

    /// <summary>Takes the tour on a service that is started with these arguments.</summary>
    internal static async Task AssertTourAsync(params string[] arguments)
    {
        await using var service = await ServiceProcess.StartAsync(arguments);

        var output = await RunAsync(ReadTour(), service);

        Assert.That(
            Masked(output),
            Is.EqualTo(
                """
                {"id":"UUID","prefix":"pk_live_SELECTOR","name":"Production","scopes":["read:chat"],"orgId":"default","workspaceId":"default","createdBy":"api_key:UUID","createdAt":"INSTANT","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}
                200
                {"id":"UUID","prefix":"pk_live_SELECTOR","name":"Production","scopes":["read:chat"],"orgId":"default","workspaceId":"default","createdBy":"api_key:UUID","createdAt":"INSTANT","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}
                200
                {"items":[{"id":"UUID","type":"api_key.renamed","at":"INSTANT","actor":"api_key:UUID","data":{"oldName":"Staging","newName":"Production"}},{"id":"UUID","type":"api_key.issued","at":"INSTANT","actor":"api_key:UUID","data":{}}],"nextCursor":null}
                200
                {"id":"UUID","prefix":"pk_live_SELECTOR","name":"Production","scopes":["read:chat"],"orgId":"default","workspaceId":"default","createdBy":"api_key:UUID","createdAt":"INSTANT","expiresAt":null,"lastUsedAt":null,"rotatedAt":"INSTANT","revokedAt":null,"status":"rotated"}
                200
                {"id":"UUID","prefix":"pk_live_SELECTOR","name":"Production","scopes":["read:chat"],"orgId":"default","workspaceId":"default","createdBy":"api_key:UUID","createdAt":"INSTANT","expiresAt":null,"lastUsedAt":null,"rotatedAt":null,"revokedAt":null,"status":"active"}
                200
                {"id":"UUID","revokedAt":"INSTANT"}
                200
                {"error":{"code":"not_found","message":"There is no such API key."}}
                404
                {"id":"SELECTOR","name":"Production Server","last_used_at":null,"is_expired":false,"created_at":"INSTANT"}
                200
                {"data":[{"id":"SELECTOR","name":"Production Server","last_used_at":null,"is_expired":false,"created_at":"INSTANT"}],"meta":{"page":1,"limit":20,"total":1,"totalPages":1}}
                200
                {"message":"API key revoked."}
                200
                {"statusCode":404,"message":"There is no such API key.","error":"Not Found"}
                404

                """
            )
        );
    }

    // All bash blocks are the tour; only the two lines that the reader fills in come from the environment.
    private static string ReadTour()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md"));
        var blocks = BashBlock().Matches(readme).Select(block => block.Groups[1].Value);
        return Placeholder().Replace(string.Concat(blocks), "");
    }

    private static async Task<string> RunAsync(string script, ServiceProcess service)
    {
        var start = new ProcessStartInfo("bash", ["-u", "-e", "-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["BASE"] = service.Address.ToString().TrimEnd('/');
        start.Environment["KEY"] = service.OwnerKey;
        using var bash = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience);
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var output = await bash.StandardOutput.ReadToEndAsync(timeout.Token);
        await bash.WaitForExitAsync(timeout.Token);
        return output;
    }

    private static string Masked(string output)
    {
        var text = Secret().Replace(output, "SECRET");
        text = Uuid().Replace(text, "UUID");
        text = Instant().Replace(text, "INSTANT");
        return Selector().Replace(text, "SELECTOR");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ApiKeys.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Not inside the repository.");
        return folder.FullName;
    }

    [GeneratedRegex("^```bash\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BashBlock();

    [GeneratedRegex("^(BASE|KEY)=.*\n", RegexOptions.Multiline)]
    private static partial Regex Placeholder();

    [GeneratedRegex("[a-z]{14}[_:][0-9A-Za-z]{38}")]
    private static partial Regex Secret();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")]
    private static partial Regex Instant();

    [GeneratedRegex(@"(?<=pk_live_|"")[a-z]{14}(?="")")]
    private static partial Regex Selector();
}
