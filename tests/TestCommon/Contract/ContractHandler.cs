namespace ApiKeys.TestCommon;

/// <summary>Lets an answer through only when the committed OpenAPI documents allow it.</summary>
public sealed class ContractHandler : DelegatingHandler
{
    private const string DialNexaRoot = "/dialnexa";

    private static readonly string[] Roots = ["/v1/", DialNexaRoot + "/"];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method != HttpMethod.Head && Roots.Any(root => path.StartsWith(root, StringComparison.Ordinal)))
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            Check(request, path, await Answer.OfAsync(response));
        }

        return response;
    }

    private static void Check(HttpRequestMessage request, string path, Answer answer)
    {
        var method = request.Method.Method;
        var isDialNexa = path.StartsWith(DialNexaRoot, StringComparison.Ordinal);
        var fault = (isDialNexa ? ContractDocument.DialNexa : ContractDocument.Native).Fault(method, path, answer);
        // A host name of its own may choose the other dialect.
        if (fault is not null && !isDialNexa && request.Headers.Host is not null)
            fault = ContractDocument.DialNexa.Fault(method, DialNexaRoot + path, answer);
        if (fault is not null)
            throw new InvalidOperationException($"{method} {path} broke its contract, {answer.Status}: {fault}.");
    }
}
