using System.Reflection;
using System.Runtime.CompilerServices;

namespace ApiKeys.Architecture.Tests;

/// <summary>internal sealed is the default: public needs a reader in another assembly.</summary>
public sealed class VisibilityTests
{
    // What WebApi composes the service with.
    private static readonly string[] PublicInInfrastructure = ["DependencyInjection", "DatabaseOptions"];

    // Bases of the one context and provider that each database brings.
    private static readonly string[] OpenInInfrastructure = ["ApiKeysDbContext", "DatabaseProvider"];

    private static readonly string[] InternalSuffixes =
    [
        "Handler",
        "Validator",
        "Behaviour`2",
        "Profile",
        "Rule",
        "Mapping",
    ];

    private static readonly Type[] Infrastructure = Types(typeof(Infrastructure.DependencyInjection).Assembly);
    private static readonly Type[] Application = Types(typeof(Application.DependencyInjection).Assembly);

    [Test]
    public void Infrastructure_IsInternal_ExceptForItsListedTypes() =>
        Assert.That(
            Infrastructure.Where(type => type.IsPublic).Select(type => type.Name),
            Is.SubsetOf(PublicInInfrastructure)
        );

    [Test]
    public void Infrastructure_IsSealed_ExceptForItsListedBases() =>
        Assert.That(Unsealed(Infrastructure), Is.SubsetOf(OpenInInfrastructure));

    [Test]
    public void Application_IsSealed() => Assert.That(Unsealed(Application), Is.Empty);

    [Test]
    public void Application_HandlersValidatorsBehavioursAndProfiles_AreInternal()
    {
        var inner = Application
            .Where(type => InternalSuffixes.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal)))
            .ToArray();

        Assert.That(inner, Is.Not.Empty);
        Assert.That(inner.Where(type => type.IsPublic), Is.Empty);
    }

    private static IEnumerable<string> Unsealed(Type[] types) =>
        types.Where(type => type is { IsClass: true, IsSealed: false }).Select(type => type.Name);

    private static Type[] Types(Assembly assembly) =>
        [
            .. assembly
                .GetTypes()
                .Where(type =>
                    !type.IsNested && type.Namespace?.StartsWith("ApiKeys.", StringComparison.Ordinal) == true
                )
                .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))
                .Where(type => !type.Namespace!.EndsWith("Migrations", StringComparison.Ordinal)),
        ];
}
