using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>One workspace of an organization, through its owner's key.</summary>
internal sealed class TestTenant
{
    private readonly TestService service;

    private TestTenant(TestService service, string orgId, TestKey owner)
    {
        this.service = service;
        OrgId = orgId;
        Owner = owner;
        Client = service.ClientOf(owner.Secret);
    }

    public string OrgId { get; }

    public TestKey Owner { get; }

    /// <summary>Sends the owner's token.</summary>
    public HttpClient Client { get; }

    public static async Task<TestTenant> CreateAsync(TestService service, string orgId, string workspaceId)
    {
        var secret = await service.IssueOwnerKeyAsync(orgId, workspaceId);
        var list = await service.ClientOf(secret).CallAsync("GET /v1/api-keys");
        var id = list.Json.GetProperty("items")[0].GetProperty("id").GetString()!;
        return new TestTenant(service, orgId, new TestKey(id, secret));
    }

    /// <summary>A new key with the scope <c>read:chat</c>, or what <paramref name="more"/> members of the body say.</summary>
    public async Task<TestKey> IssueAsync(
        string name,
        string more =
            """
                "scopes":["read:chat"]
                """
    )
    {
        var issued = await Client.CallAsync("POST /v1/api-keys", $$"""{"name":"{{name}}",{{more}}}""");
        if (issued.Status != 201)
            throw new InvalidOperationException($"No key was issued: {issued.Text}");
        return new TestKey(issued.Member("id")!, issued.Member("plaintextKey")!);
    }

    public async Task<TestKey> IssueRevokedAsync(string name)
    {
        var key = await IssueAsync(name);
        await RevokeAsync(key);
        return key;
    }

    public Task<Answer> RenameAsync(TestKey key, string name, params (string, string)[] headers) =>
        Client.CallAsync($"PATCH {key.Path}", $$"""{"name":"{{name}}"}""", headers: headers);

    public Task<Answer> RevokeAsync(TestKey key) => Client.CallAsync($"DELETE {key.Path}");

    public Task<Answer> GetAsync(TestKey key) => Client.CallAsync($"GET {key.Path}");

    public Task<Answer> HistoryAsync(TestKey key) => Client.CallAsync($"GET {key.Path}/events?limit=100");

    /// <summary>What happened to a key, newest first: the types, and for renames the names.</summary>
    public async Task<string[]> EventsAsync(TestKey key)
    {
        var history = await HistoryAsync(key);
        return
        [
            .. history
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(item =>
                    item.GetProperty("type").GetString() == "api_key.renamed"
                        ? $"{item.GetProperty("data").GetProperty("oldName")} -> {item.GetProperty("data").GetProperty("newName")}"
                        : item.GetProperty("type").GetString()!
                ),
        ];
    }

    /// <summary>A client that sends another key's token.</summary>
    public HttpClient ClientOf(TestKey key) => service.ClientOf(key.Secret);

    /// <summary>The status that a key's own token gets on the list: 403 when it is accepted without <c>*</c>, 401 when not.</summary>
    public async Task<int> StatusOfTokenAsync(TestKey key) =>
        (await ClientOf(key).CallAsync("GET /v1/api-keys")).Status;
}
