using System.Buffers.Text;
using ApiKeys.Application.Keys;

namespace ApiKeys.Application.UnitTests;

public sealed class CursorTests
{
    private static readonly Guid Id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");

    [TestCase(0)]
    [TestCase(1_772_359_200_123)]
    [TestCase(253_402_300_799_999)]
    public void KeyCursor_ParsedFromWhatItPrints_IsTheSame(long milliseconds)
    {
        var cursor = new ApiKeyCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), Id);

        Assert.That(ApiKeyCursor.Parse(cursor.ToString()), Is.EqualTo(cursor));
    }

    [TestCase(1)]
    [TestCase(256)]
    [TestCase(int.MaxValue)]
    public void EventCursor_ParsedFromWhatItPrints_IsTheSame(int version)
    {
        var cursor = new KeyEventCursor(version);

        Assert.That(KeyEventCursor.Parse(cursor.ToString()), Is.EqualTo(cursor));
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("AAAA")]
    [TestCase("not a cursor")]
    [TestCase("\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9")]
    public void Parse_OfAnythingElse_IsNull(string text)
    {
        Assert.That(ApiKeyCursor.Parse(text), Is.Null);
        Assert.That(KeyEventCursor.Parse(text), Is.Null);
    }

    [Test]
    public void Parse_OfACutPaddedOrSpacedCursor_IsNull()
    {
        var key = new ApiKeyCursor(TestKeys.Now, Id).ToString();
        var version = new KeyEventCursor(5).ToString();

        string[] wrongKeys = [key[..^1], key + "A", key + "=", key + " ", " " + key[..^1], $"{key[..^2]} {key[^1]}"];
        string[] wrongVersions = [version[..^1], version + "A", version + "=", " " + version[..^1]];

        Assert.That(wrongKeys.Select(ApiKeyCursor.Parse), Is.All.Null);
        Assert.That(wrongVersions.Select(KeyEventCursor.Parse), Is.All.Null);
    }

    [Test]
    public void Parse_OfAnotherSpellingOfTheSameBytes_IsNull()
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var cursor = new KeyEventCursor(5).ToString();

        // Five bytes leave the two low bits of the last digit unused; the printer leaves them zero.
        var digit = Digits.IndexOf(cursor[^1], StringComparison.Ordinal);
        var others = Enumerable.Range(digit + 1, 3).Select(other => cursor[..^1] + Digits[other]);

        Assert.That(others.Select(KeyEventCursor.Parse), Is.All.Null);
    }

    [Test]
    public void Parse_OfTheOtherKind_IsNull()
    {
        var keyBytes = Bytes(new ApiKeyCursor(TestKeys.Now, Id).ToString());
        var versionBytes = Bytes(new KeyEventCursor(5).ToString());
        keyBytes[0] = versionBytes[0];
        versionBytes[0] = 1;

        Assert.That(ApiKeyCursor.Parse(Base64Url.EncodeToString(keyBytes)), Is.Null);
        Assert.That(KeyEventCursor.Parse(Base64Url.EncodeToString(versionBytes)), Is.Null);
    }

    [TestCase("FFFFFFFFFFFFFFFF", TestName = "Parse_OfAnInstantBefore1970_IsNull")]
    [TestCase("0000E677D21FDC00", TestName = "Parse_OfAnInstantAfterTheYear9999_IsNull")]
    [TestCase("7FFFFFFFFFFFFFFF", TestName = "Parse_OfTheLargestInstant_IsNull")]
    public void ParseInstant(string milliseconds)
    {
        byte[] bytes = [1, .. Convert.FromHexString(milliseconds), .. new byte[16]];

        Assert.That(ApiKeyCursor.Parse(Base64Url.EncodeToString(bytes)), Is.Null);
    }

    [TestCase("00000000")]
    [TestCase("FFFFFFFF")]
    public void Parse_OfAVersionBelowOne_IsNull(string version)
    {
        byte[] bytes = [2, .. Convert.FromHexString(version)];

        Assert.That(KeyEventCursor.Parse(Base64Url.EncodeToString(bytes)), Is.Null);
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
