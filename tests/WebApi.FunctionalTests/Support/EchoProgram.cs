using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>A program behind a gateway: answers each request with its method, path and headers of interest.</summary>
internal sealed class EchoProgram : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private EchoProgram()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(EchoAsync);
    }

    public int Port => new Uri(app.Urls.Single()).Port;

    /// <summary>How many requests got through to it.</summary>
    public int Requests => Volatile.Read(ref requests);

    public static async Task<EchoProgram> StartAsync()
    {
        var program = new EchoProgram();
        await program.app.StartAsync();
        return program;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task EchoAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        var request = context.Request;
        using var body = new StreamReader(request.Body);
        var lines = request
            .Headers.Where(header =>
                header.Key.Contains("api", StringComparison.OrdinalIgnoreCase) || header.Key == "Authorization"
            )
            .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .Select(header => $"{header.Key}: {header.Value}");
        string[] all = [$"{request.Method} {request.Path}{request.QueryString}", .. lines, await body.ReadToEndAsync()];
        await context.Response.WriteAsync(string.Join('\n', all));
    }
}
