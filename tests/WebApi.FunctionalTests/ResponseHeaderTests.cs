using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests;

/// <summary>Headers that every answer carries.</summary>
internal sealed class ResponseHeaderTests : ServiceFixture
{
    private static readonly (string Request, string? Body, int Status)[] Requests =
    [
        ("GET /v1/api-keys", null, 200),
        ("GET /dialnexa/v1/api-keys", null, 200),
        ("POST /v1/api-keys", """{"name":"A","scopes":["read:chat"]}""", 201),
        ("POST /dialnexa/v1/api-keys", """{"name":"B"}""", 201),
        ("POST /v1/api-keys", "{}", 400),
        ("GET /v1/api-keys?limit=x", null, 400),
        ("GET /v1/api-keys/nobody", null, 404),
        ("GET /nowhere", null, 404),
        ("PUT /v1/api-keys", null, 405),
        ("POST /v1/api-keys", """{"name":"a","scopes":["read:chat"]}""", 409),
        ("POST /v1/api-keys", new string(' ', 70_000), 413),
    ];

    [Test]
    public async Task EveryAnswer_IsNotStoredAndHasARequestIdOfItsOwn()
    {
        var tenant = await NewTenantAsync();
        var ids = new List<string?>();

        foreach (var (request, body, status) in Requests)
        {
            foreach (var client in new[] { tenant.Client, Service.ClientOf(null) })
            {
                var answer = await client.CallAsync(request, body);
                if (client == tenant.Client)
                    Assert.That(answer.Status, Is.EqualTo(status), request);
                Assert.That(answer["Cache-Control"], Is.EqualTo("no-store"), request);
                Assert.That(answer["X-Content-Type-Options"], Is.EqualTo("nosniff"), request);
                Assert.That(answer["Server"], Is.Null, request);
                ids.Add(answer["X-Request-Id"]);
            }
        }

        Assert.That(ids, Has.None.Null.And.None.Empty);
        Assert.That(ids, Is.Unique);
    }

    [Test]
    public async Task RequestId_OfTheCaller_IsRepeatedInTheHeaderAndNeverInABody()
    {
        var tenant = await NewTenantAsync();
        (string, string) id = ("X-Request-Id", "trace-7.a_B");

        foreach (var (request, body, _) in Requests)
        {
            var answer = await tenant.Client.CallAsync(request, body, headers: id);
            Assert.That(answer["X-Request-Id"], Is.EqualTo("trace-7.a_B"), request);
            Assert.That(answer.Body, Does.Not.Contain("trace-7.a_B"), request);
        }
    }

    [TestCase("a b")]
    [TestCase("<script>")]
    [TestCase("pk_live_abcgvvzzlrbnqy")]
    [TestCase("")]
    public async Task RequestId_ThatCouldDoHarm_IsReplaced(string id)
    {
        var answer = await Service.ClientOf(null).CallAsync("GET /v1/api-keys", headers: ("X-Request-Id", id));

        Assert.That(answer["X-Request-Id"], Is.Not.Empty.And.Not.EqualTo(id));
    }

    [Test]
    public async Task RequestId_ThatIsTooLong_IsReplaced()
    {
        var client = Service.ClientOf(null);

        var longest = await client.CallAsync("GET /", headers: ("X-Request-Id", new string('x', 128)));
        var tooLong = await client.CallAsync("GET /", headers: ("X-Request-Id", new string('x', 129)));

        Assert.That(longest["X-Request-Id"], Has.Length.EqualTo(128));
        Assert.That(tooLong["X-Request-Id"], Has.Length.LessThan(128));
    }
}
