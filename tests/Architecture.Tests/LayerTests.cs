using System.Reflection;
using System.Xml.Linq;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Architecture.Tests;

public sealed class LayerTests
{
    private static readonly Assembly DomainAssembly = typeof(ApiKey).Assembly;
    private static readonly Assembly ApplicationAssembly = typeof(Application.DependencyInjection).Assembly;

    [Test]
    public void Domain_ReferencesNoPackageAndNoProject()
    {
        var project = XDocument.Parse(Repository.Read("src/Domain/Domain.csproj"));
        string[] references = ["PackageReference", "ProjectReference", "FrameworkReference", "Reference"];

        Assert.That(project.Descendants().Where(item => references.Contains(item.Name.LocalName)), Is.Empty);
    }

    [Test]
    public void Domain_ReferencesTheBaseLibraryOnly() =>
        Assert.That(References(DomainAssembly), Is.All.StartWith("System."));

    [Test]
    public void Application_ReferencesTheDomainOnly_AndNeitherDatabaseNorWeb()
    {
        var references = References(ApplicationAssembly);

        Assert.That(
            references.Where(name => name.StartsWith("ApiKeys.", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "ApiKeys.Domain" })
        );
        Assert.That(references, Has.None.Contains("EntityFramework"));
        Assert.That(references, Has.None.Contains("AspNetCore"));
        Assert.That(references, Has.None.Contains("System.Data"));
        Assert.That(references, Has.None.Contains("Net.Http"));
    }

    [Test]
    public void Infrastructure_DoesNotReferenceTheWeb()
    {
        var references = References(typeof(Infrastructure.DependencyInjection).Assembly);

        Assert.That(references, Has.None.EqualTo("ApiKeys.WebApi"));
        Assert.That(references, Has.None.Contains("AspNetCore"));
    }

    private static string[] References(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];
}
