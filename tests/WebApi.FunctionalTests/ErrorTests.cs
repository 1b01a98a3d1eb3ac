using System.Text;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>What routing and the reading of bodies refuse.</summary>
internal sealed class ErrorTests : ServiceFixture
{
    private const string Body = """{"name":"After"}""";
    private const int MaxBody = 64 * 1024;

    [TestCase("GET /")]
    [TestCase("GET /v1")]
    [TestCase("POST /v1/keys")]
    [TestCase("GET /v1/api-keys/7d1f5b0e-3c52-4d0b-9f5e-5f1d2a3b4c5d/nothing")]
    [TestCase("GET /favicon.ico")]
    [TestCase("DELETE /%2e%2e/etc/passwd")]
    public async Task UnknownPath_WithAndWithoutAToken_IsNotFound(string request)
    {
        var tenant = await NewTenantAsync();

        foreach (var client in new[] { tenant.Client, Service.ClientOf(null), Service.ClientOf("garbage") })
        {
            var answer = await client.CallAsync(request);
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.NoSuchPath));
            Assert.That(answer["Content-Type"], Is.EqualTo("application/json; charset=utf-8"));
            Assert.That(answer["WWW-Authenticate"], Is.Null);
        }
    }

    [TestCase("GET /dialnexa")]
    [TestCase("GET /dialnexa/v1/keys")]
    [TestCase("GET /DialNexa/v1/keys")]
    public async Task UnknownPath_BelowDialNexa_IsNotFoundInItsDialect(string request)
    {
        var answer = await Service.ClientOf(null).CallAsync(request);

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.NoSuchPath));
    }

    [TestCase("PUT", "/v1/api-keys/{0}", "DELETE, GET, PATCH")]
    [TestCase("POST", "/v1/api-keys/{0}", "DELETE, GET, PATCH")]
    [TestCase("HEAD", "/v1/api-keys/{0}", "DELETE, GET, PATCH")]
    [TestCase("OPTIONS", "/v1/api-keys/{0}", "DELETE, GET, PATCH")]
    [TestCase("PATCH", "/v1/api-keys", "GET, POST")]
    [TestCase("DELETE", "/v1/api-keys", "GET, POST")]
    [TestCase("POST", "/v1/api-keys/{0}/events", "GET")]
    [TestCase("PUT", "/dialnexa/v1/api-keys/{1}", "DELETE, PATCH")]
    [TestCase("GET", "/dialnexa/v1/api-keys/{1}", "DELETE, PATCH")]
    [TestCase("PATCH", "/dialnexa/v1/api-keys", "GET, POST")]
    public async Task WrongMethod_IsRefusedWithTheRightOnes(string method, string path, string allow)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var request = $"{method} {string.Format(null, path, key.Id, key.Selector)}";
        var isDialNexa = path.StartsWith("/dialnexa", StringComparison.Ordinal);

        var answer = await tenant.Client.CallAsync(request);

        var body = isDialNexa ? DialNexaRefusal.MethodNotAllowed : NativeRefusal.MethodNotAllowed;
        Assert.That(answer.Text, Is.EqualTo(method == "HEAD" ? "405" : body));
        Assert.That(answer["Allow"]?.Split(", ").Order(StringComparer.Ordinal), Is.EqualTo(allow.Split(", ")));
        Assert.That((await Service.ClientOf(null).CallAsync(request)).Status, Is.EqualTo(401), "without a token");
        Assert.That((await tenant.ClientOf(key).CallAsync(request)).Status, Is.EqualTo(403), "without the scope");
    }

    [TestCase("PATCH", "text/plain")]
    [TestCase("PATCH", "application/x-www-form-urlencoded")]
    [TestCase("PATCH", "application/xml")]
    [TestCase("PATCH", "application/json-patch+json")]
    [TestCase("PATCH", "application/vnd.api+json")]
    [TestCase("PATCH", "application/merge-patch+json; charset=latin9000")]
    [TestCase("PATCH", null)]
    [TestCase("POST", "text/plain")]
    [TestCase("POST", "application/merge-patch+json")]
    [TestCase("POST", "Application/Merge-Patch+JSON; charset=utf-8")]
    [TestCase("POST", null)]
    public async Task Body_OfAnotherMediaType_IsRefused(string method, string? contentType)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var native = await tenant.Client.CallAsync(Request(method, key.Path), Body, contentType);
        var dialNexa = await tenant.Client.CallAsync(Request(method, key.DialNexaPath), Body, contentType);

        Assert.That(native.Text, Is.EqualTo(NativeRefusal.UnsupportedMediaType));
        Assert.That(dialNexa.Text, Is.EqualTo(DialNexaRefusal.UnsupportedMediaType));
    }

    [TestCase("application/json; charset=utf-8")]
    [TestCase("Application/JSON")]
    [TestCase("application/merge-patch+json; charset=utf-8")]
    public async Task Body_OfAKnownMediaTypeInAnySpelling_IsRead(string contentType)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.Path}", Body, contentType);

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [TestCase("PATCH")]
    [TestCase("POST")]
    public async Task Body_LargerThan64KiB_IsRefused(string method)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var body = Padded(MaxBody + 1);

        var native = await tenant.Client.CallAsync(Request(method, key.Path), body);
        var dialNexa = await tenant.Client.CallAsync(Request(method, key.DialNexaPath), body);
        using var chunks = new ChunkedContent(body);
        var chunked = await tenant.Client.SendAsync(Request(method, key.Path), chunks);

        Assert.That(native.Text, Is.EqualTo(NativeRefusal.PayloadTooLarge));
        Assert.That(dialNexa.Text, Is.EqualTo(DialNexaRefusal.PayloadTooLarge));
        Assert.That(chunked.Text, Is.EqualTo(NativeRefusal.PayloadTooLarge));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Body_OfExactly64KiB_IsRead()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.Path}", Padded(MaxBody));

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Body_ThatIsNoUtf8_IsRefused()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.Add("Content-Type", "application/json");

        var answer = await tenant.Client.SendAsync($"PATCH {key.Path}", content);

        Assert.That(
            answer.Text,
            Is.EqualTo(NativeRefusal.Invalid("name", "The value is of the wrong type, or the JSON breaks here."))
        );
    }

    [TestCase("""{"name":"x","name":"y"}""", Description = "a member twice")]
    [TestCase("""{"name":"x",}""", Description = "trailing comma")]
    [TestCase("""{'name':'x'}""")]
    [TestCase("""{"name":"x"/**/}""", Description = "comment")]
    public async Task Body_OfLaxJson_IsRefused(string body)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.Path}", body);

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Body, Does.StartWith("""{"error":{"code":"validation_failed","""));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [Test]
    public async Task Body_NestedTooDeep_IsRefused()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");
        var deep = $$"""{"x":{{new string('[', 5000)}}{{new string(']', 5000)}},"name":"x"}""";

        Assert.That((await tenant.Client.CallAsync($"PATCH {key.Path}", deep)).Status, Is.EqualTo(400));
    }

    [TestCase("""{"name":"x"}x""")]
    [TestCase("""{"name":"x"}""")]
    public async Task Body_InAnotherCharsetThanUtf8_IsAnotherMediaType(string body)
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.Client.CallAsync($"PATCH {key.Path}", body, "application/json; charset=utf-16");

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.UnsupportedMediaType));
    }

    private static string Request(string method, string path) =>
        $"{method} {(method == "POST" ? path[..path.LastIndexOf('/')] : path)}";

    private static string Padded(int length) => Body + new string(' ', length - Body.Length);

    // Without a Content-Length the service learns of the size only while it reads.
    private sealed class ChunkedContent : StreamContent
    {
        public ChunkedContent(string text)
            : base(new MemoryStream(Encoding.UTF8.GetBytes(text))) =>
            Headers.Add("Content-Type", HttpClientExtensions.Json);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
