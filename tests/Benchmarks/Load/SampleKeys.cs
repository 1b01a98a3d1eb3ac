using System.Globalization;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Benchmarks.Load;

/// <summary>A key of a benchmark's database; its token follows from its number.</summary>
internal sealed record SampleKey(Guid Id, KeyToken Token, string Name, string[] Scopes, DateTimeOffset CreatedAt)
{
    public ApiKey ToKey()
    {
        var name = ApiKeyName.Create(Name).Value;
        var grant = new ApiKeyGrant(
            SampleKeys.Org,
            SampleKeys.Workspace,
            KeyEnvironment.Live,
            name,
            Scopes,
            ExpiresAt: null
        );
        return ApiKey.Issue(Id, Token, grant, SampleKeys.Actor, CreatedAt);
    }
}

/// <summary>Number 0 is the owner, who calls; the others are called on.</summary>
internal static class SampleKeys
{
    public const string Org = "bench";
    public const string Workspace = "main";
    public const string Actor = "system:cli";

    /// <summary>In every name, also after renames.</summary>
    public const string FrequentTerm = "key";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Reader = ["read:chat"];

    public static SampleKey Owner { get; } = Make(0);

    public static SampleKey Make(int number)
    {
        var createdAt = Start.AddMilliseconds(number);
        var verifier = number.ToString("D32", CultureInfo.InvariantCulture);
        return new SampleKey(
            Guid.CreateVersion7(createdAt),
            KeyToken.Create(KeyEnvironment.Live, SelectorOf(number), verifier),
            NameOf(number),
            number == 0 ? [Scope.All] : Reader,
            createdAt
        );
    }

    public static string NameOf(int number) => $"Key {number:D7}";

    private static string SelectorOf(int number)
    {
        var letters = new string('a', KeyToken.SelectorLength).ToCharArray();
        for (var i = letters.Length - 1; number > 0; i--, number /= KeyToken.SelectorAlphabet.Length)
            letters[i] = KeyToken.SelectorAlphabet[number % KeyToken.SelectorAlphabet.Length];
        return new string(letters);
    }
}
