using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyNameNormalizationTests
{
    // One code point whose compatibility form has 18.
    private const char Ligature = '\uFDFA';

    [TestCase("ab", "\uFF21\uFF22", TestName = "Normalized_IgnoresWidthAndCase")]
    [TestCase("Prod", "pROD", TestName = "Normalized_IgnoresCase")]
    [TestCase("\uFB01le", "FILE", TestName = "Normalized_TakesLigaturesApart")]
    [TestCase("caf\u00E9", "CAFE\u0301", TestName = "Normalized_IgnoresHowAccentsAreComposed")]
    [TestCase("a b", "a\u00A0b", TestName = "Normalized_IgnoresWhichSpace")]
    [TestCase("\u03C3", "\u03C2", TestName = "Normalized_IgnoresTheFinalSigma")]
    public void NormalizedAlike(string one, string other)
    {
        Assert.That(TestKeys.Name(one).Normalized, Is.EqualTo(TestKeys.Name(other).Normalized));
        Assert.That(TestKeys.Name(one), Is.Not.EqualTo(TestKeys.Name(other)));
    }

    [TestCase("a", "b")]
    [TestCase("ab", "a b")]
    [TestCase("e", "\u00E9")]
    [TestCase("\U0001F600", "\U0001F601")]
    public void Normalized_OfDifferentNames_Differs(string one, string other) =>
        Assert.That(TestKeys.Name(one).Normalized, Is.Not.EqualTo(TestKeys.Name(other).Normalized));

    [Test]
    [SetCulture("tr-TR")]
    public void Normalized_DoesNotDependOnTheCulture() =>
        Assert.That(TestKeys.Name("istanbul").Normalized, Is.EqualTo("ISTANBUL"));

    [Test]
    public void Create_WhenTheNormalizedFormIs400Units_IsAccepted_AndWith401Refused()
    {
        var text = new string(Ligature, 22) + "aaaa";

        Assert.That(TestKeys.Name(text).Normalized, Has.Length.EqualTo(400));
        Assert.That(ApiKeyName.Create(text + "a").IsFailure, Is.True);
    }

    [Test]
    public void Create_With100Ligatures_IsRefused() =>
        Assert.That(ApiKeyName.Create(new string(Ligature, 100)).IsFailure, Is.True);

    [TestCase("pRod", "PROD")]
    [TestCase("\uFF50rod", "PROD")]
    [TestCase(" a ", " A ")]
    [TestCase("100%_", "100%_")]
    [TestCase("", "")]
    public void NormalizeSearch_GivesThePartAsItIsInNormalizedNames(string part, string expected) =>
        Assert.That(ApiKeyName.NormalizeSearch(part), Is.EqualTo(expected));

    [Test]
    public void NormalizeSearch_OfWhatNoNameHolds_IsNull()
    {
        string[] parts = ["a\u0000", "\u2028", "\u202E", "\u2066", "\uD83D", new(Ligature, 23)];

        Assert.That(parts.Select(ApiKeyName.NormalizeSearch), Is.All.Null);
    }
}
