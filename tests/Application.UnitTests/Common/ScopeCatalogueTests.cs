using ApiKeys.Application.Common;

namespace ApiKeys.Application.UnitTests;

public sealed class ScopeCatalogueTests
{
    [TestCase("read:chat", true)]
    [TestCase("Read:chat", false)]
    [TestCase("write:chat", false)]
    [TestCase(null, false)]
    public void Contains_IsTrue_ForItsScopesExactly(string? scope, bool expected) =>
        Assert.That(new ScopeCatalogue(["*", "read:chat"]).Contains(scope), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("two words")]
    [TestCase("caf\u00E9")]
    public void Catalogue_WithSomethingThatIsNoScope_CannotBeMade(string scope) =>
        Assert.That(() => new ScopeCatalogue(["*", scope]), Throws.ArgumentException);

    [Test]
    public void Catalogue_WiderThanAKeyCanStore_CannotBeMade()
    {
        // With the spaces between: 61 * 64 + 60 = 3964; one more space and 35 characters make 4000.
        var wide = Enumerable.Range(0, 61).Select(i => $"{i:D64}").ToArray();

        Assert.That(() => new ScopeCatalogue([.. wide, new string('a', 35)]), Throws.Nothing);
        Assert.That(() => new ScopeCatalogue([.. wide, new string('a', 36)]), Throws.ArgumentException);
    }
}
