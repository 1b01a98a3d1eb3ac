using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

/// <summary>Known answers, computed with zlib's crc32.</summary>
public sealed class KeyChecksumTests
{
    [Test]
    public void Crc32_OfTheCheckString_IsTheStandardsCheckValue() =>
        Assert.That(KeyChecksum.Crc32("123456789"u8), Is.EqualTo(0xCBF43926));

    [Test]
    public void Crc32_OfNothing_IsZero() => Assert.That(KeyChecksum.Crc32([]), Is.Zero);

    [TestCase("abcdefghijklmn", "0123456789ABCDEFGHIJKLMNOPQRSTUV", "4a7Mja")]
    [TestCase("abcdefghijklmn", "031b4af5197ec30a926f48cf40e11a7d", "00OsiR")]
    public void Of_AKnownToken_IsTheKnownChecksum(string selector, string verifier, string checksum)
    {
        Assert.That(KeyChecksum.Of(selector, verifier), Is.EqualTo(checksum));
        Assert.That(KeyChecksum.Matches(selector, verifier, checksum), Is.True);
    }

    [TestCase("4a7Mjb")]
    [TestCase("4A7MJA")]
    [TestCase("4a7Mj")]
    [TestCase("4a7Mja0")]
    [TestCase("")]
    public void Matches_AnyOtherChecksum_IsFalse(string checksum) =>
        Assert.That(KeyChecksum.Matches(TestKeys.Selector, TestKeys.Verifier, checksum), Is.False);
}
