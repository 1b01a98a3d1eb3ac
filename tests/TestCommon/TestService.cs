using ApiKeys.Application.Keys.Commands.IssueOwnerKey;
using MediatR;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ApiKeys.TestCommon;

/// <summary>
/// The whole service in this process, behind a real Kestrel on a free loopback port, with a database file and a clock
/// of its own. Dispose it to stop the service and remove the file.
/// </summary>
public sealed class TestService : WebApplicationFactory<Program>
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly Dictionary<string, string?> settings;
    private readonly Action<IServiceCollection>? configure;

    /// <param name="settings">Configuration on top of the defaults.</param>
    /// <param name="configure">Services to replace.</param>
    public TestService(
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null
    )
    {
        this.settings = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>());
        this.configure = configure;
        UseKestrel(0);
        StartServer();
    }

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    public CapturedLogs Logs { get; } = new();

    /// <summary>What the service printed on standard output.</summary>
    public string Output => output.ToString();

    /// <summary>Where the database file and its companions lie.</summary>
    public string DatabaseFolder => folder.Path;

    public string DatabaseFile => folder.File("keys.db");

    /// <summary>
    /// A client that sends <paramref name="token"/> as bearer token, or none, and fails on an answer that the OpenAPI
    /// documents do not allow.
    /// </summary>
    public HttpClient ClientOf(string? token)
    {
        var client = CreateDefaultClient(new ContractHandler());
        if (token is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return client;
    }

    /// <summary>A new key with the scope <c>*</c> for a tenant, made as the operator would; its plaintext.</summary>
    public async Task<string> IssueOwnerKeyAsync(string orgId, string workspaceId = "main", string name = "Test owner")
    {
        await using var scope = Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var issued = await mediator.Send(
            new IssueOwnerKeyCommand(name, orgId, workspaceId, IssueOwnerKeyCommand.BootstrapActor)
        );
        return issued.Value.Token.Reveal();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:ApiKeys", $"Data Source={DatabaseFile}");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));
        builder.ConfigureServices(services =>
        {
            services.RemoveAll<TextWriter>();
            services.AddSingleton<TextWriter>(TextWriter.Synchronized(output));
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(Clock);
            configure?.Invoke(services);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            folder.Dispose();
    }
}
