using System.Text.RegularExpressions;

namespace ApiKeys.Architecture.Tests;

/// <summary>What the source may not do; comment lines may say why.</summary>
public sealed partial class SourceTests
{
    private const string Providers = "src/Infrastructure/Persistence/Providers/";

    // They choose the provider by its configured name.
    private static readonly string[] MayNameProviders =
    [
        "src/Infrastructure/DependencyInjection.cs",
        "src/Infrastructure/DatabaseOptions.cs",
    ];

    [Test]
    public void Source_IsFound() => Assert.That(Repository.Files("src", "*.cs").Count(), Is.GreaterThan(50));

    [Test]
    public void ProviderNames_AppearInTheProvidersFolderOnly() =>
        Assert.That(
            Offences("src", ProviderName())
                .Where(line =>
                    !line.StartsWith(Providers, StringComparison.Ordinal)
                    && !MayNameProviders.Any(file => line.StartsWith(file, StringComparison.Ordinal))
                ),
            Is.Empty
        );

    [TestCase("src/Domain")]
    [TestCase("src/Application")]
    public void TimeAndRandomIds_ComeFromOutside(string folder) =>
        Assert.That(Offences(folder, AmbientTimeOrId()), Is.Empty);

    [Test]
    public void Domain_DrawsNoIdsAtAll() => Assert.That(Offences("src/Domain", NewId()), Is.Empty);

    [Test]
    public void Infrastructure_NeverSavesAWholeEntityOverARow() =>
        Assert.That(Offences("src", EntityUpdate()), Is.Empty);

    [Test]
    public void Logs_NeverTakeAnObjectApart() => Assert.That(Offences("src", DestructuredLog()), Is.Empty);

    private static IEnumerable<string> Offences(string folder, Regex banned) =>
        from file in Repository.Files(folder, "*.cs")
        from line in Repository.Read(file).Split('\n').Select((text, index) => (text, number: index + 1))
        where !line.text.TrimStart().StartsWith("//", StringComparison.Ordinal) && banned.IsMatch(line.text)
        select $"{file}:{line.number}: {line.text.Trim()}";

    [GeneratedRegex("Sqlite|SqlServer|SqlClient|Npgsql|PostgreSql|Postgres", RegexOptions.IgnoreCase)]
    private static partial Regex ProviderName();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|\bGuid\.NewGuid\b|\bEnvironment\.TickCount")]
    private static partial Regex AmbientTimeOrId();

    [GeneratedRegex(@"\bGuid\.(NewGuid|CreateVersion7)\b|\bRandom|\bTimeProvider\b")]
    private static partial Regex NewId();

    [GeneratedRegex(@"\.(Update|UpdateRange|Attach|AttachRange)\(")]
    private static partial Regex EntityUpdate();

    [GeneratedRegex(@"\{@\w")]
    private static partial Regex DestructuredLog();
}
