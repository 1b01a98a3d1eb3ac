using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.RateLimiting;

/// <summary>What the section <c>RateLimiting</c> says, and whose word on an address is believed.</summary>
internal sealed class SettingsTests
{
    private const string Forwarded = "X-Forwarded-For";

    [Test]
    public async Task WithoutSettings_NothingIsLimitedAndNoStateIsTold()
    {
        await using var service = new TestService();
        var tenant = await TestTenant.CreateAsync(service, "acme", "main");
        for (var i = 0; i < 50; i++)
        {
            var answer = await tenant.Client.CallAsync("GET /v1/api-keys");
            Assert.That(answer.Status, Is.EqualTo(200));
            Assert.That(
                answer.Headers.Keys.Where(name => name.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase)),
                Is.Empty
            );
        }
    }

    [Test]
    public async Task ALimitAlone_HoldsForAddressesToo()
    {
        await using var service = Limited();

        Assert.That(await AskAsync(service), Is.EqualTo((401, "1")));
        Assert.That(await AskAsync(service), Is.EqualTo((401, "0")));
        Assert.That(await AskAsync(service), Is.EqualTo((429, "0")));
    }

    [TestCase(null)]
    [TestCase("10.0.0.0/8")]
    [TestCase("192.0.2.1")]
    public async Task AForwardedAddress_FromNoTrustedProxy_IsNotBelieved(string? proxy)
    {
        await using var service = Limited(proxy);

        Assert.That(await AskAsync(service, "192.0.2.1"), Is.EqualTo((401, "1")));
        Assert.That(await AskAsync(service, "192.0.2.2"), Is.EqualTo((401, "0")));
        Assert.That(await AskAsync(service, "192.0.2.3"), Is.EqualTo((429, "0")));
    }

    [TestCase("127.0.0.1")]
    [TestCase("127.0.0.0/8")]
    public async Task AForwardedAddress_FromATrustedProxy_IsTheClients(string proxy)
    {
        await using var service = Limited(proxy);

        Assert.That(await AskAsync(service, "192.0.2.1"), Is.EqualTo((401, "1")));
        Assert.That(await AskAsync(service, "192.0.2.2"), Is.EqualTo((401, "1")));
        Assert.That(await AskAsync(service, "192.0.2.1"), Is.EqualTo((401, "0")));
        Assert.That(await AskAsync(service, "192.0.2.1"), Is.EqualTo((429, "0")));
    }

    [Test]
    public async Task WhatAClientForgedBeforeTheProxy_IsNotBelieved()
    {
        await using var service = Limited("127.0.0.1");

        Assert.That(await AskAsync(service, "198.51.100.7, 192.0.2.1"), Is.EqualTo((401, "1")));
        Assert.That(await AskAsync(service, "198.51.100.8, 192.0.2.1"), Is.EqualTo((401, "0")));
    }

    [Test]
    public async Task AnIPv6Client_IsItsWholeNetwork()
    {
        await using var service = Limited("127.0.0.1");

        Assert.That(await AskAsync(service, "2001:db8:1:1::1"), Is.EqualTo((401, "1")));
        Assert.That(await AskAsync(service, "2001:db8:1:1:ffff::2"), Is.EqualTo((401, "0")));
        Assert.That(await AskAsync(service, "2001:db8:1:2::1"), Is.EqualTo((401, "1")));
    }

    [TestCase("RateLimiting:Management:PermitLimit", "-1")]
    [TestCase("RateLimiting:Management:AnonymousPermitLimit", "0")]
    [TestCase("RateLimiting:Verification:WindowSeconds", "0")]
    [TestCase("RateLimiting:Verification:WindowSeconds", "86401")]
    [TestCase("RateLimiting:TrustedProxies:0", "proxy.example")]
    [TestCase("RateLimiting:TrustedProxies:0", "10.0.0.0/33")]
    public async Task AnInvalidSetting_IsRefusedAtTheStart(string setting, string value)
    {
        using var folder = new TemporaryFolder();
        var database = $"Data Source={folder.File("keys.db")}";

        var (exitCode, output) = await ServiceProcess.RunAsync([
            "--urls",
            "http://127.0.0.1:0",
            "--ConnectionStrings:ApiKeys",
            database,
            $"--{setting}",
            value,
        ]);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain("RateLimiting"));
        Assert.That(output, Does.Not.Contain("Now listening"));
    }

    private static TestService Limited(string? trustedProxy = null)
    {
        var settings = new Dictionary<string, string?> { ["RateLimiting:Management:PermitLimit"] = "2" };
        if (trustedProxy is not null)
            settings["RateLimiting:TrustedProxies:0"] = trustedProxy;
        return new TestService(settings);
    }

    private static async Task<(int Status, string? Remaining)> AskAsync(TestService service, string? address = null)
    {
        using var client = service.ClientOf(null);
        (string, string)[] headers = address is null ? [] : [(Forwarded, address)];
        var answer = await client.CallAsync("GET /v1/api-keys", headers: headers);
        return (answer.Status, answer["X-RateLimit-Remaining"]);
    }
}
