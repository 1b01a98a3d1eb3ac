using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Native;

/// <summary><c>If-Match</c> (RFC 9110, 13.1.1) of rename and revoke, on a key that is at version 2.</summary>
internal sealed class IfMatchTests : ServiceFixture
{
    private static readonly string[] Untouched = ["Issued -> Current", "api_key.issued"];

    [TestCase("\"2\"")]
    [TestCase("*")]
    [TestCase("\"1\", \"2\"")]
    [TestCase("\"nonsense\",W/\"2\",\"2\"")]
    public async Task Rename_WhenAnEntityTagMatches_Succeeds(string ifMatch)
    {
        var (tenant, key) = await KeyAtVersion2Async();

        var answer = await tenant.RenameAsync(key, "After", ("If-Match", ifMatch));

        Assert.That((answer.Status, answer["ETag"]), Is.EqualTo((200, "\"3\"")));
    }

    [TestCase("\"1\"")]
    [TestCase("\"3\"")]
    [TestCase("W/\"2\"", Description = "comparison is strong")]
    [TestCase("\"1\", \"3\"")]
    [TestCase("\"02\"")]
    [TestCase("\"\"")]
    [TestCase("\"99999999999999999999\"")]
    public async Task Rename_WhenNoEntityTagMatches_IsRefusedAndWritesNothing(string ifMatch)
    {
        var (tenant, key) = await KeyAtVersion2Async();

        foreach (var name in new[] { "After", "Current" })
        {
            var answer = await tenant.RenameAsync(key, name, ("If-Match", ifMatch));
            Assert.That(answer.Text, Is.EqualTo(NativeRefusal.PreconditionFailed), name);
        }

        var now = await tenant.GetAsync(key);
        Assert.That((now.Member("name"), now["ETag"]), Is.EqualTo(("Current", "\"2\"")));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(Untouched));
    }

    [TestCase("2")]
    [TestCase("\"2")]
    [TestCase("\"2\" \"3\"")]
    [TestCase("*, \"2\"")]
    [TestCase("\"2\", x")]
    public async Task Rename_WithAMalformedIfMatch_IsInvalid(string ifMatch)
    {
        var (tenant, key) = await KeyAtVersion2Async();

        var answer = await tenant.RenameAsync(key, "After", ("If-Match", ifMatch));

        Assert.That(
            answer.Text,
            Is.EqualTo(NativeRefusal.Invalid("If-Match", "If-Match is * or a list of entity tags."))
        );
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(Untouched));
    }

    [Test]
    public async Task Revoke_WhenTheEntityTagIsStale_IsRefusedAndWritesNothing()
    {
        var (tenant, key) = await KeyAtVersion2Async();

        var answer = await tenant.Client.CallAsync($"DELETE {key.Path}", headers: ("If-Match", "\"1\""));

        Assert.That(answer.Text, Is.EqualTo(NativeRefusal.PreconditionFailed));
        Assert.That(await tenant.EventsAsync(key), Is.EqualTo(Untouched));
    }

    [Test]
    public async Task Revoke_WhenTheEntityTagMatches_Succeeds()
    {
        var (tenant, key) = await KeyAtVersion2Async();

        var answer = await tenant.Client.CallAsync($"DELETE {key.Path}", headers: ("If-Match", "\"2\""));

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Revoke_WithAMalformedIfMatch_IsInvalid()
    {
        var (tenant, key) = await KeyAtVersion2Async();

        var answer = await tenant.Client.CallAsync($"DELETE {key.Path}", headers: ("If-Match", "2"));

        Assert.That(
            answer.Text,
            Is.EqualTo(NativeRefusal.Invalid("If-Match", "If-Match is * or a list of entity tags."))
        );
    }

    [Test]
    public async Task Get_IgnoresIfNoneMatch()
    {
        var (tenant, key) = await KeyAtVersion2Async();

        var answer = await tenant.Client.CallAsync($"GET {key.Path}", headers: ("If-None-Match", "\"2\""));

        Assert.That((answer.Status, answer["ETag"]), Is.EqualTo((200, "\"2\"")));
    }

    private async Task<(TestTenant, TestKey)> KeyAtVersion2Async()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Issued");
        await tenant.RenameAsync(key, "Current");
        return (tenant, key);
    }
}
