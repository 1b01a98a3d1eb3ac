using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>Follows a list's cursors to its end.</summary>
internal static class ListWalk
{
    private const int MaxParts = 1000;

    /// <summary>The member <paramref name="member"/> of every item, in order.</summary>
    public static async Task<List<string>> WalkAsync(HttpClient client, string pathAndQuery, string member)
    {
        var seen = new List<string>();
        var cursor = "";
        for (var part = 0; part < MaxParts; part++)
        {
            var answer = await client.CallAsync($"GET {pathAndQuery}{cursor}");
            var items = answer.Json.GetProperty("items").EnumerateArray();
            seen.AddRange(items.Select(item => item.GetProperty(member).GetString()!));
            if (answer.Member("nextCursor") is not { } next)
                return seen;
            cursor = $"&cursor={next}";
        }

        throw new InvalidOperationException("The list has no end.");
    }
}
