using System.Reflection;
using System.Text.RegularExpressions;
using ApiKeys.Domain.Common;

namespace ApiKeys.Architecture.Tests;

public sealed partial class DocumentTests
{
    private static readonly string[] Documents = [.. Repository.Files("", "*.md")];

    [Test]
    public void ErrorCodes_AndHeadingsOfTheirPage_AreTheSame()
    {
        var codes = typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static);
        var headings = ErrorHeading().Matches(Repository.Read("docs/errors.md"));

        Assert.That(
            headings.Select(heading => heading.Groups[1].Value),
            Is.EquivalentTo(codes.Select(code => code.GetRawConstantValue()))
        );
    }

    [TestCaseSource(nameof(Documents))]
    public void Links_WithinTheRepository_LeadToAFile(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;
        var targets = Link()
            .Matches(CodeBlock().Replace(Repository.Read(document), ""))
            .Select(link => Uri.UnescapeDataString(link.Groups[1].Value.Split('#')[0]))
            .Where(target =>
                target.Length > 0 && !target.Contains("://") && !target.StartsWith("mailto:", StringComparison.Ordinal)
            );

        Assert.That(targets.Where(target => !Path.Exists(Path.Combine(folder, target))), Is.Empty);
    }

    [GeneratedRegex(@"^## (.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex ErrorHeading();

    [GeneratedRegex(@"\]\(<?([^)\s>]*)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
