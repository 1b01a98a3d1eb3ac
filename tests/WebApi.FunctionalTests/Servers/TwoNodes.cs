using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Servers;

/// <summary>Two nodes of the real executable on one database, and a client that asks them in turn.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    private readonly ServiceProcess[] nodes;
    private readonly List<HttpClient> clients = [];

    private TwoNodes(ServiceProcess[] nodes)
    {
        this.nodes = nodes;
        OwnerKeys = [.. nodes.Select(node => node.OwnerKey).OfType<string>()];
        Owner = ClientOf(OwnerKeys[0]);
    }

    /// <summary>What the nodes printed at their start.</summary>
    public IReadOnlyList<string> OwnerKeys { get; }

    /// <summary>Sends the owner's token, to one node after the other.</summary>
    public HttpClient Owner { get; }

    public static async Task<TwoNodes> StartAsync(string[] arguments) =>
        new(await Task.WhenAll(ServiceProcess.StartAsync(arguments), ServiceProcess.StartAsync(arguments)));

    public HttpClient ClientOf(string token)
    {
        var handler = new TakingTurns([.. nodes.Select(node => node.Address)])
        {
            InnerHandler = new HttpClientHandler(),
        };
        var client = new HttpClient(handler) { BaseAddress = nodes[0].Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        clients.Add(client);
        return client;
    }

    /// <summary>A client of one node only.</summary>
    public HttpClient ClientOfNode(int number, string token) => nodes[number].ClientOf(token);

    public async Task<TestKey> IssueAsync(string name)
    {
        var issued = await Owner.CallAsync("POST /v1/api-keys", $$"""{"name":"{{name}}","scopes":["read:chat"]}""");
        Assert.That(issued.Status, Is.EqualTo(201));
        return new TestKey(issued.Member("id")!, issued.Member("plaintextKey")!);
    }

    public Task<Answer> RenameAsync(TestKey key, string name) =>
        Owner.CallAsync($"PATCH {key.Path}", $$"""{"name":"{{name}}"}""");

    public Task<Answer> RevokeAsync(TestKey key) => Owner.CallAsync($"DELETE {key.Path}");

    public Task<Answer> RotateAsync(TestKey key) => Owner.CallAsync($"POST {key.Path}/rotate");

    /// <summary>The types of a key's events, oldest first.</summary>
    public async Task<string[]> EventsAsync(TestKey key)
    {
        var history = await Owner.CallAsync($"GET {key.Path}/events?limit=100");
        var items = history.Json.GetProperty("items").EnumerateArray();
        return [.. items.Select(item => item.GetProperty("type").GetString()!).Reverse()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    private sealed class TakingTurns(Uri[] addresses) : DelegatingHandler
    {
        private int next;

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var turn = (uint)Interlocked.Increment(ref next) % (uint)addresses.Length;
            request.RequestUri = new Uri(addresses[turn], request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
