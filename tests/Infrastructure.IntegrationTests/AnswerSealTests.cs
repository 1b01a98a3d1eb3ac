using System.Security.Cryptography;
using System.Text;
using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Security;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>What is kept of an answer for its repeat: readable with the same header by the same caller, and else noise.</summary>
internal sealed class AnswerSealTests
{
    private const string Header = "a header's value of its own";
    private static readonly KeyToken Token = new KeyTokenGenerator().Draw(KeyEnvironment.Test);

    private static readonly IssuedApiKey Answer = new(
        Guid.CreateVersion7(),
        Token,
        "pk_test_prefix",
        "Named 🔑",
        ["read:chat", "read:audit"],
        TestKeys.Start,
        TestKeys.Start.AddDays(1),
        1
    );

    [Test]
    public void Open_ByTheSameCallerWithTheSameHeader_GivesTheWholeAnswerBack()
    {
        var opened = SealOf("ann", Header).Open<IssuedApiKey>(SealOf("ann", Header).Close(Answer));

        Assert.That(opened.Token.Reveal() == Token.Reveal(), "the secret");
        Assert.That(opened.Scopes, Is.EqualTo(Answer.Scopes));
        Assert.That(opened with { Token = Token, Scopes = Answer.Scopes }, Is.EqualTo(Answer));
    }

    [TestCase("bob", Header)]
    [TestCase("ann", "another header's value")]
    [TestCase("", Header)]
    public void Open_ByAnotherCallerOrWithAnotherHeader_IsImpossible(string caller, string header)
    {
        var bytes = SealOf("ann", Header).Close(Answer);

        Assert.That(
            () => SealOf(caller, header).Open<IssuedApiKey>(bytes),
            Throws.TypeOf<AuthenticationTagMismatchException>()
        );
    }

    [Test]
    public void Open_WithAnyBitFlipped_IsImpossible()
    {
        var seal = SealOf("ann", Header);
        var bytes = seal.Close(Answer);
        for (var bit = 0; bit < bytes.Length * 8; bit += 7)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(
                () => seal.Open<IssuedApiKey>(flipped),
                Throws.TypeOf<AuthenticationTagMismatchException>(),
                $"bit {bit}"
            );
        }
    }

    [Test]
    public void Close_LeavesNothingOfTheAnswerOrTheHeaderInTheBytes()
    {
        var seal = SealOf("ann", Header);
        var bytes = Encoding.Latin1.GetString([.. seal.Close(Answer), .. seal.KeyHash, .. seal.CallerHash]);
        var secret = Token.RevealDialNexa().Split(':')[1];

        string[] parts = [Token.Selector, secret, secret[..8], Answer.Name[..5], "read:chat", Header, "ann"];
        Assert.That(
            parts.Any(part => bytes.Contains(part, StringComparison.Ordinal)),
            Is.False,
            "a part of the plaintext"
        );
    }

    [Test]
    public void Close_Twice_GivesDifferentBytes()
    {
        var seal = SealOf("ann", Header);

        var first = seal.Close(Answer);
        var second = seal.Close(Answer);

        Assert.That(second, Is.Not.EqualTo(first));
    }

    [Test]
    public void TheLookupHashes_AreSha256OfCallerAndHeader()
    {
        var seal = SealOf("ann", Header);

        Assert.That(seal.CallerHash, Is.EqualTo(SHA256.HashData("ann"u8)));
        Assert.That(seal.KeyHash, Is.EqualTo(SHA256.HashData(Encoding.ASCII.GetBytes(Header))));
    }

    private static AnswerSeal SealOf(string caller, string header) =>
        new(Encoding.UTF8.GetBytes(caller), Encoding.ASCII.GetBytes(header));
}
