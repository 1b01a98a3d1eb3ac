using System.Text.RegularExpressions;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Domain.UnitTests;

/// <summary>Booleans are asserted in place of tokens, so that no failure prints one.</summary>
public sealed partial class KeyTokenTests
{
    private const string Native = "pk_live_abcdefghijklmn_0123456789ABCDEFGHIJKLMNOPQRSTUV4a7Mja";
    private const string DialNexa = "abcdefghijklmn:0123456789ABCDEFGHIJKLMNOPQRSTUV4a7Mja";

    [Test]
    public void Reveal_IsTheKnownToken_InBothForms()
    {
        Assert.That(TestKeys.Token().Reveal() == Native, Is.True);
        Assert.That(TestKeys.Token().RevealDialNexa() == DialNexa, Is.True);
    }

    [TestCase(KeyEnvironment.Live)]
    [TestCase(KeyEnvironment.Test)]
    public void Reveal_HasTheFormOfTheContract(KeyEnvironment environment)
    {
        var token = TestKeys.Token(environment);

        Assert.That(NativeForm().IsMatch(token.Reveal()), Is.True);
        Assert.That(token.Reveal().StartsWith($"pk_{environment.Word()}_", StringComparison.Ordinal), Is.True);
        Assert.That(DialNexaForm().IsMatch(token.RevealDialNexa()), Is.True);
    }

    [TestCase(KeyEnvironment.Live)]
    [TestCase(KeyEnvironment.Test)]
    public void Parse_OfWhatWasPrinted_IsTheSameToken(KeyEnvironment environment)
    {
        var token = TestKeys.OtherToken();
        token = KeyToken.Create(environment, token.Selector, TestKeys.Verifier);

        var parsed = KeyToken.Parse(token.Reveal())!;

        Assert.That(parsed.Environment, Is.EqualTo(environment));
        Assert.That(parsed.Selector, Is.EqualTo(token.Selector));
        Assert.That(parsed.Reveal() == token.Reveal(), Is.True);
    }

    [Test]
    public void Parse_OfDialNexasForm_IsTheSameSecretWithoutEnvironment()
    {
        var parsed = KeyToken.Parse(DialNexa)!;

        Assert.That(parsed.Environment, Is.Null);
        Assert.That(parsed.Selector, Is.EqualTo("abcdefghijklmn"));
        Assert.That(parsed.RevealDialNexa() == DialNexa, Is.True);
        Assert.That(parsed.Matches(TestKeys.Token().HashVerifier()), Is.True);
    }

    [Test]
    public void Reveal_OfDialNexasForm_IsNotPossible() =>
        Assert.That(() => KeyToken.Parse(DialNexa)!.Reveal(), Throws.InvalidOperationException);

    [TestCase(Native, TestName = "Parse_WithOneCharacterChanged_IsNull_NativeForm")]
    [TestCase(DialNexa, TestName = "Parse_WithOneCharacterChanged_IsNull_DialNexaForm")]
    public void Parse_WithOneCharacterChanged(string token)
    {
        const string Replacements = "0aA_:- \t\u0000\u00E9\u0100\u0430\uFF10z9Z~";
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var replacement in KeyToken.VerifierAlphabet + Replacements)
            {
                var changed = $"{token[..i]}{replacement}{token[(i + 1)..]}";
                if (changed != token)
                    Assert.That(KeyToken.Parse(changed) is null, Is.True, $"{(int)replacement:X4} at {i}");
            }
        }
    }

    [TestCase(Native, TestName = "Parse_WhenCutOrLengthened_IsNull_NativeForm")]
    [TestCase(DialNexa, TestName = "Parse_WhenCutOrLengthened_IsNull_DialNexaForm")]
    public void Parse_WhenCutOrLengthened(string token)
    {
        for (var length = 0; length < token.Length; length++)
            Assert.That(KeyToken.Parse(token[..length]) is null, Is.True, $"{length}");
        Assert.That(KeyToken.Parse(token + "0") is null, Is.True);
        Assert.That(KeyToken.Parse(" " + token) is null, Is.True);
    }

    [TestCase("pk_prod_")]
    [TestCase("pk_LIVE_")]
    [TestCase("PK_live_")]
    [TestCase("sk_live_")]
    [TestCase("pk-live-")]
    [TestCase("pk_live:")]
    public void Parse_WithAnotherHead_IsNull(string head) =>
        Assert.That(KeyToken.Parse(head + Native["pk_live_".Length..]) is null, Is.True);

    [Test]
    public void Parse_WithTheOtherFormsSeparator_IsNull()
    {
        Assert.That(KeyToken.Parse(Native.Replace("n_0", "n:0", StringComparison.Ordinal)) is null, Is.True);
        Assert.That(KeyToken.Parse(DialNexa.Replace(':', '_')) is null, Is.True);
    }

    [Test]
    public void Parse_OfNull_IsNull() => Assert.That(KeyToken.Parse(null), Is.Null);

    [TestCase("abcdefghijklm", TestKeys.Verifier)]
    [TestCase("abcdefghijklmN", TestKeys.Verifier)]
    [TestCase("abcdefghijklm1", TestKeys.Verifier)]
    [TestCase(TestKeys.Selector, "short")]
    [TestCase(TestKeys.Selector, "0123456789ABCDEFGHIJKLMNOPQRSTU-")]
    public void Create_FromPartsOfTheWrongShape_Throws(string selector, string verifier) =>
        Assert.That(() => KeyToken.Create(KeyEnvironment.Live, selector, verifier), Throws.ArgumentException);

    [Test]
    public void ToString_IsRedacted_InBothForms()
    {
        Assert.That(TestKeys.Token().ToString(), Is.EqualTo("KeyToken(abcdefghijklmn, redacted)"));
        Assert.That($"{KeyToken.Parse(DialNexa)}", Is.EqualTo("KeyToken(abcdefghijklmn, redacted)"));
    }

    [Test]
    public void HashVerifier_IsTheSha256OfTheVerifierAlone()
    {
        const string Expected = "41BA696BC2822924F7CBA0CE211BFDDFE653CEB3C981255A1775BEBF110BF42D";

        Assert.That(Convert.ToHexString(TestKeys.Token().HashVerifier()), Is.EqualTo(Expected));
        Assert.That(TestKeys.Token().Matches(Convert.FromHexString(Expected)), Is.True);
    }

    [Test]
    public void Matches_AnotherHash_IsFalse()
    {
        var hash = TestKeys.Token().HashVerifier();
        hash[^1] ^= 1;

        Assert.That(TestKeys.Token().Matches(hash), Is.False);
        Assert.That(TestKeys.Token().Matches(hash.AsSpan(0, 31)), Is.False);
        Assert.That(TestKeys.Token().Matches([]), Is.False);
    }

    [TestCase("abcdefghijklmn", true)]
    [TestCase("zzzzzzzzzzzzzz", true)]
    [TestCase("abcdefghijklm", false)]
    [TestCase("abcdefghijklmno", false)]
    [TestCase("Abcdefghijklmn", false)]
    [TestCase("abcdefghijklm0", false)]
    [TestCase("abcdefghijklm{", false)]
    [TestCase("abcdefghijklm`", false)]
    [TestCase("", false)]
    public void IsSelector_IsExactly14LowerCaseLetters(string text, bool expected) =>
        Assert.That(KeyToken.IsSelector(text), Is.EqualTo(expected));

    [TestCase("live", KeyEnvironment.Live)]
    [TestCase("test", KeyEnvironment.Test)]
    [TestCase("Live", null)]
    [TestCase("", null)]
    [TestCase("prod", null)]
    public void Environments_AreLiveAndTest(string word, KeyEnvironment? expected) =>
        Assert.That(KeyEnvironments.Parse(word), Is.EqualTo(expected));

    [GeneratedRegex(@"\Apk_(live|test)_[a-z]{14}_[0-9A-Za-z]{38}\z")]
    private static partial Regex NativeForm();

    [GeneratedRegex(@"\A[a-z]{14}:[0-9A-Za-z]{38}\z")]
    private static partial Regex DialNexaForm();
}
