using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Http;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;

namespace ApiKeys.WebApi.FunctionalTests.Reliability;

/// <summary>What reads input from outside, with input from nowhere: it never throws, and reads back what it wrote.</summary>
internal sealed class FuzzTests
{
    private const int Cases = 15_000;
    private static int total;

    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
        Gen.Choose(0, 0xFFFF).Select(unit => (char)unit).ArrayOf().Select(units => new string(units)),
        Gen.Elements("ﷺ", "🔑", "é", "e\u0301", "ß", "İ", "ﬃ", "\u200d", " ", "\ud800", "\u202e", "Ａ", "a", "\0")
            .ArrayOf()
            .Select(string.Concat)
    );

    private static readonly Gen<KeyToken> Tokens =
        from environment in Gen.Elements(KeyEnvironment.Live, KeyEnvironment.Test)
        from selector in Characters(KeyToken.SelectorAlphabet, KeyToken.SelectorLength)
        from verifier in Characters(KeyToken.VerifierAlphabet, KeyToken.VerifierLength)
        select KeyToken.Create(environment, selector, verifier);

    [OneTimeTearDown]
    public void Record() =>
        Figures.Record("Fuzz, in the process", $"{total} cases of names, tokens, cursors and entity tags: none threw.");

    [Test]
    public void AName_IsRefusedOrReadsBackAsItself() =>
        Check(
            Texts,
            text =>
            {
                var name = ApiKeyName.Create(text);
                if (name.IsFailure)
                    return name.Error.Message.Length > 0;
                var (value, again) = (name.Value.Value, ApiKeyName.Create(name.Value.Value));
                return value.EnumerateRunes().Count() <= ApiKeyName.MaxCodePoints
                    && value.Length <= ApiKeyName.MaxUtf16Units
                    && name.Value.Normalized.Length <= ApiKeyName.MaxNormalizedUtf16Units
                    && again.Value == name.Value
                    && ApiKeyName.FromStorage(value) == name.Value;
            }
        );

    [Test]
    public void ASearch_NeverThrows_AndFindsAWholeName() =>
        Check(
            Texts,
            text =>
            {
                var search = ApiKeyName.NormalizeSearch(text);
                var name = ApiKeyName.Create(text);
                return name.IsFailure
                    || search is null
                    || ApiKeyName.NormalizeSearch(name.Value.Value) == name.Value.Normalized;
            }
        );

    [Test]
    public void AToken_ReadsBackInBothForms() =>
        Check(
            Tokens,
            token =>
                KeyToken.Parse(token.Reveal())!.Reveal() == token.Reveal()
                && KeyToken.Parse(token.RevealDialNexa())!.RevealDialNexa() == token.RevealDialNexa()
                && KeyToken.Parse(token.Reveal())!.Matches(token.HashVerifier())
        );

    [Test]
    public void AToken_WithOneCharacterChanged_IsNone() =>
        Check(
            from token in Tokens
            from place in Gen.Choose(0, token.Reveal().Length - 1)
            from character in Gen.Choose(0, 0x17F).Select(unit => (char)unit)
            select (Text: token.Reveal(), Place: place, Character: character),
            change =>
            {
                var text = change.Text[..change.Place] + change.Character + change.Text[(change.Place + 1)..];
                return text == change.Text || KeyToken.Parse(text) is null;
            }
        );

    [Test]
    public void AnyText_IsNoToken() => Check(Texts, text => KeyToken.Parse(text) is null);

    [Test]
    public void ACursor_ReadsBackAsItself() =>
        Check(
            from milliseconds in Gen.Choose(0, int.MaxValue)
            from version in Gen.Choose(1, int.MaxValue)
            from id in ArbMap.Default.GeneratorFor<Guid>()
            select (At: DateTimeOffset.FromUnixTimeMilliseconds(milliseconds * 1000L), Version: version, Id: id),
            place =>
            {
                var key = new ApiKeyCursor(place.At, place.Id);
                var keyEvent = new KeyEventCursor(place.Version);
                return ApiKeyCursor.Parse(key.ToString()) == key
                    && KeyEventCursor.Parse(keyEvent.ToString()) == keyEvent
                    && KeyEventCursor.Parse(key.ToString()) is null
                    && ApiKeyCursor.Parse(keyEvent.ToString()) is null;
            }
        );

    [Test]
    public void AnyText_IsNoCursorOrPrintsAsItself() =>
        Check(
            Gen.OneOf(Texts, Characters("ABCDwxyz0189-_=", 34), Characters("ABCDwxyz0189-_=", 7)),
            text =>
                (ApiKeyCursor.Parse(text) is not { } key || key.ToString() == text)
                && (KeyEventCursor.Parse(text) is not { } keyEvent || keyEvent.ToString() == text)
        );

    [Test]
    public void AnEntityTag_ReadsBackAsItsVersionOnly() =>
        Check(
            Gen.Choose(1, int.MaxValue - 1),
            version =>
            {
                var condition = EntityTags.ParseCondition(EntityTags.Of(version))!;
                var weak = EntityTags.ParseCondition($"W/{EntityTags.Of(version)}")!;
                return condition.IsMetBy(version) && !condition.IsMetBy(version + 1) && !weak.IsMetBy(version);
            }
        );

    [Test]
    public void AnyIfMatch_IsACondition_OrNone() =>
        Check(
            Gen.OneOf(
                Texts,
                Gen.Elements("\"", "W/", "1", ",", " ", "*", "\"1\"", "\t").ArrayOf().Select(string.Concat)
            ),
            text =>
            {
                var condition = EntityTags.ParseCondition(new StringValues([text, text]));
                return condition is null || condition.IsMetBy(1) || !condition.IsMetBy(1);
            }
        );

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(
                Arb.From(cases),
                value =>
                {
                    Interlocked.Increment(ref total);
                    return holds(value);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Cases));

    private static Gen<string> Characters(string alphabet, int length) =>
        Gen.Elements(alphabet.ToCharArray()).ArrayOf(length).Select(characters => new string(characters));
}
