using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>Rotations, as a tenant's owner asks for them.</summary>
internal static class Rotation
{
    public static Task<Answer> TryRotateAsync(this TestTenant tenant, TestKey key, int graceSeconds = 0) =>
        tenant.Client.CallAsync($"POST {key.Path}/rotate", $$"""{"graceSeconds":{{graceSeconds}}}""");

    /// <summary>Rotates, and gives back the successor.</summary>
    public static async Task<TestKey> RotateAsync(this TestTenant tenant, TestKey key, int graceSeconds = 0) =>
        SuccessorIn(await tenant.TryRotateAsync(key, graceSeconds));

    public static TestKey SuccessorIn(Answer rotated)
    {
        if (rotated.Status != 201)
            throw new InvalidOperationException($"Nothing was rotated: {rotated.Text}");
        var key = rotated.Json.GetProperty("newKey");
        return new TestKey(key.GetProperty("id").GetString()!, key.GetProperty("plaintextKey").GetString()!);
    }

    /// <summary>A key as DialNexa's list shows it; null when it is left out.</summary>
    public static async Task<string?> InDialNexaAsync(this TestTenant tenant, TestKey key)
    {
        var list = await tenant.Client.CallAsync("GET /dialnexa/v1/api-keys?limit=100");
        return list
            .Json.GetProperty("data")
            .EnumerateArray()
            .Where(item => item.GetProperty("id").GetString() == key.Selector)
            .Select(item => item.GetRawText())
            .SingleOrDefault();
    }
}
