using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

public sealed class ScopeTests
{
    [Test]
    public void DefaultCatalogue_IsTheThirteenOfTheContract()
    {
        const string Expected =
            "* read:personas write:personas read:chat write:chat read:marketplace write:marketplace read:billing "
            + "read:audit read:webhooks write:webhooks read:config write:config";

        Assert.That(string.Join(' ', Scope.DefaultCatalogue), Is.EqualTo(Expected));
        Assert.That(Scope.DefaultCatalogue, Is.All.Matches<string>(Scope.IsWellFormed));
    }

    [TestCase("*")]
    [TestCase("read:chat")]
    [TestCase("!#[]~")]
    public void IsWellFormed_OfAScopeToken_IsTrue(string scope) => Assert.That(Scope.IsWellFormed(scope), Is.True);

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("read chat")]
    [TestCase("\"")]
    [TestCase("\\")]
    [TestCase("a\u007F")]
    [TestCase("\u00E9")]
    [TestCase("a\n")]
    public void IsWellFormed_OfAnythingElse_IsFalse(string? scope) => Assert.That(Scope.IsWellFormed(scope), Is.False);

    [Test]
    public void IsWellFormed_EndsAt64Characters()
    {
        Assert.That(Scope.IsWellFormed(new string('a', 64)), Is.True);
        Assert.That(Scope.IsWellFormed(new string('a', 65)), Is.False);
    }

    [TestCase("read:chat", "read:chat", true)]
    [TestCase("read:chat read:audit", "read:audit read:chat", true)]
    [TestCase("read:chat", "read:chat read:audit", false)]
    [TestCase("read:chat", "write:chat", false)]
    [TestCase("read:chat", "READ:chat", false)]
    [TestCase("read:chat", "*", false)]
    [TestCase("*", "read:chat read:audit", true)]
    [TestCase("*", "*", true)]
    [TestCase("read:chat", "", true)]
    public void Satisfies_IsTrue_WhenAllAreHeld(string held, string required, bool expected) =>
        Assert.That(Words(held).Satisfies(Words(required)), Is.EqualTo(expected));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
