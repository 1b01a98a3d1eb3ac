using System.Text;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

public sealed class ApiKeyNameTests
{
    // Not in attributes: these hold what an attribute's UTF-8 cannot.
    private static readonly string[] WithUnpairedSurrogates =
    [
        "\uD83D",
        "a\uD83D",
        "\uDE00a",
        "a\uD83Db",
        "\uDE00\uD83D",
        "\uD83D\uD83D\uDE00",
    ];

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("\t\r\n")]
    [TestCase("\u00A0\u2003\u3000")]
    public void Create_WhenThereIsNothingToSee_IsRefused(string? text) => AssertRefused(text);

    [TestCase("  Production Server\t")]
    [TestCase("\u3000Production Server\u00A0")]
    [TestCase("Production Server\r\n")]
    public void Create_TrimsWhiteSpace(string text) =>
        Assert.That(TestKeys.Name(text).Value, Is.EqualTo("Production Server"));

    [Test]
    public void Create_KeepsInnerWhiteSpace() => Assert.That(TestKeys.Name("a  b").Value, Is.EqualTo("a  b"));

    [Test]
    public void Create_ComposesToNfc() => Assert.That(TestKeys.Name("Cafe\u0301").Value, Is.EqualTo("Caf\u00E9"));

    [TestCase("a")]
    [TestCase("\u00E9")]
    [TestCase("\U0001F600")]
    public void Create_With100CodePoints_IsAccepted_AndWith101Refused(string character)
    {
        Assert.That(TestKeys.Name(Repeat(character, 100)).Value, Is.EqualTo(Repeat(character, 100)));
        AssertRefused(Repeat(character, 101));
    }

    [Test]
    public void Create_CountsAfterTrimmingAndComposing() =>
        Assert.That(TestKeys.Name($" {Repeat("e\u0301", 100)} ").Value, Is.EqualTo(Repeat("\u00E9", 100)));

    [Test]
    public void Create_WhenNfcMakesItLonger_CountsTheLongerForm()
    {
        const string Qa = "\u0958"; // Composed, it is two code points.
        Assert.That(TestKeys.Name(Repeat(Qa, 50)).Value, Has.Length.EqualTo(100));
        AssertRefused(Repeat(Qa, 51));
    }

    [TestCase(0x00, 0x1F, TestName = "Create_WithC0Control_IsRefused")]
    [TestCase(0x7F, 0x9F, TestName = "Create_WithDeleteOrC1Control_IsRefused")]
    [TestCase(0x2028, 0x2029, TestName = "Create_WithLineOrParagraphSeparator_IsRefused")]
    [TestCase(0x202A, 0x202E, TestName = "Create_WithBidirectionalEmbedding_IsRefused")]
    [TestCase(0x2066, 0x2069, TestName = "Create_WithBidirectionalIsolate_IsRefused")]
    [TestCase(0xFFFE, 0xFFFE, TestName = "Create_WithTheSwappedByteOrderMark_IsRefused")]
    public void Create_WithCharacterOf(int first, int last)
    {
        for (var codePoint = first; codePoint <= last; codePoint++)
            AssertRefused($"a{new Rune(codePoint)}b");
    }

    [TestCase(0x20)]
    [TestCase(0xA0)]
    [TestCase(0x200B)]
    [TestCase(0x200C)]
    [TestCase(0x200D)]
    [TestCase(0x200E)]
    [TestCase(0x200F)]
    [TestCase(0x2027)]
    [TestCase(0x202F)]
    [TestCase(0x2065)]
    [TestCase(0x206A)]
    [TestCase(0xE0001)]
    public void Create_WithJoinerMarkOrNeighbourOfWhatIsRefused_IsAccepted(int codePoint)
    {
        var text = $"a{new Rune(codePoint)}b";

        Assert.That(TestKeys.Name(text).Value, Is.EqualTo(text));
    }

    [Test]
    public void Create_WithAJoinedEmoji_KeepsIt()
    {
        const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

        Assert.That(TestKeys.Name(Family).Value, Is.EqualTo(Family));
    }

    [Test]
    public void Create_WithUnpairedSurrogate_IsRefused() =>
        Assert.Multiple(() =>
        {
            foreach (var text in WithUnpairedSurrogates)
                AssertRefused(text);
        });

    [Test]
    public void Create_WhenRefused_NamesTheFieldAndNotTheText()
    {
        var error = ApiKeyName.Create("secret\u0007").Error;

        Assert.That(error.Code, Is.EqualTo("validation_failed"));
        Assert.That(((ValidationError)error).Fields.Keys, Is.EqualTo(new[] { "name" }));
        Assert.That(((ValidationError)error).Fields["name"], Has.Exactly(1).Items.And.All.Contains("U+0007"));
        Assert.That(((ValidationError)error).Fields["name"], Has.None.Contains("secret"));
    }

    [Test]
    public void FromStorage_GivesTheNameThatWasStored()
    {
        var name = TestKeys.Name("Ｃafe\u0301");

        Assert.That(ApiKeyName.FromStorage(name.Value), Is.EqualTo(name));
        Assert.That(name.ToString(), Is.EqualTo(name.Value));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static void AssertRefused(string? text)
    {
        var result = ApiKeyName.Create(text);
        var codes = string.Join(' ', (text ?? "").Select(unit => $"{(int)unit:X4}"));
        Assert.That(result.IsFailure && result.Error is ValidationError, Is.True, codes);
    }
}
