using System.Collections.Concurrent;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>
/// What the tests of this folder measured. With <c>APIKEYS_WRITE_RELIABILITY=1</c> a run of all of them writes
/// docs/reliability.md.
/// </summary>
[SetUpFixture]
internal sealed class Figures
{
    private const string Introduction = """
        # Reliability: what was done to the service, and what it did

        The figures are of one run of the tests in `tests/WebApi.FunctionalTests/Reliability`, which leave them here with
        `APIKEYS_WRITE_RELIABILITY=1 dotnet test tests/WebApi.FunctionalTests --filter FullyQualifiedName~Reliability`
        and assert the same on every run. *Lost* is what was answered and is not there afterwards.


        """;

    private static readonly ConcurrentDictionary<string, string[]> Parts = new();

    /// <summary>The lines of one part; the parts are ordered by <paramref name="title"/>.</summary>
    public static void Record(string title, params string[] lines)
    {
        Parts[title] = lines;
        foreach (var line in lines)
            TestContext.Out.WriteLine($"{title}: {line}");
    }

    [OneTimeTearDown]
    public async Task WriteAsync()
    {
        if (Environment.GetEnvironmentVariable("APIKEYS_WRITE_RELIABILITY") != "1")
            return;
        var parts = Parts
            .OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"## {part.Key}\n\n{string.Concat(part.Value.Select(line => $"- {line}\n"))}");
        await File.WriteAllTextAsync(
            Path.Combine(FindRoot(), "docs", "reliability.md"),
            Introduction + string.Join('\n', parts)
        );
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ApiKeys.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("There is no ApiKeys.sln above the tests.");
        return folder.FullName;
    }
}
