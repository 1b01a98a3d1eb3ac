using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Idempotency;

/// <summary>What is no repeat, what is no header, and what is not remembered.</summary>
internal sealed class RefusalTests : ServiceFixture
{
    private const string Invalid =
        """400 {"error":{"code":"validation_failed","message":"The request is not valid.","details":{"Idempotency-Key":["It is 16 to 255 printable ASCII characters."]}}}""";
    private const string DialNexaConflict =
        """409 {"statusCode":409,"message":"This Idempotency-Key was used within the last ten minutes for another request.","error":"Conflict"}""";

    private static IEnumerable<TestCaseData> BadHeaders =>
        [
            new TestCaseData("POST /v1/api-keys", Header(new string('x', 15))).SetArgDisplayNames("15 characters"),
            new TestCaseData("POST /v1/api-keys", Header(new string('x', 256))).SetArgDisplayNames("256 characters"),
            new TestCaseData("POST /v1/api-keys", Header("")).SetArgDisplayNames("empty"),
            new TestCaseData("POST /v1/api-keys", Header($"{new string('x', 20)}é")).SetArgDisplayNames("not ASCII"),
            new TestCaseData("POST /v1/api-keys", Header($"{new string('x', 20)}\ty")).SetArgDisplayNames("a tab"),
            new TestCaseData(
                "POST /v1/api-keys",
                new[] { Header(new string('x', 20))[0], Header(new string('x', 20))[0] }
            ).SetArgDisplayNames("two lines"),
        ];

    [Test]
    public async Task TheSameHeader_WithAnotherBody_IsAConflict()
    {
        var tenant = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Issue, tenant.Owner);
        await repeat.SendAsync(tenant.Client);

        var other = await (repeat with { Body = repeat.Body.Replace("Made", "Else") }).SendAsync(tenant.Client);
        var spaced = await (repeat with { Body = repeat.Body + " " }).SendAsync(tenant.Client);

        Assert.That(new[] { other.Text, spaced.Text }, Has.All.EqualTo($"409 {Repeat.Conflict}"));
        Assert.That(await Repeat.CountMadeAsync(tenant.Client, null), Is.EqualTo(1));
    }

    [Test]
    public async Task TheSameHeader_OnAnotherPath_IsAConflict()
    {
        var tenant = await NewTenantAsync();
        var target = await tenant.IssueAsync("Target");
        var repeat = Repeat.Of(Repeat.Issue, target);
        await repeat.SendAsync(tenant.Client);

        var rotate = await (repeat with { Request = $"POST {target.Path}/rotate" }).SendAsync(tenant.Client);
        var create = await (repeat with { Request = "POST /dialnexa/v1/api-keys" }).SendAsync(tenant.Client);

        Assert.That(rotate.Text, Is.EqualTo($"409 {Repeat.Conflict}"));
        Assert.That(create.Text, Is.EqualTo(DialNexaConflict));
        Assert.That(await tenant.EventsAsync(target), Is.EqualTo(new[] { "api_key.issued" }));
    }

    [TestCaseSource(nameof(BadHeaders))]
    public async Task AnInvalidHeader_IsRefused(string request, string[] headers)
    {
        var tenant = await NewTenantAsync();
        const string Body = """{"name":"Made","scopes":["read:chat"]}""";
        var address = tenant.Client.BaseAddress!;

        var answer = await RawHttp.AskAsync(
            address,
            $"{request} HTTP/1.1",
            Body,
            [$"Authorization: Bearer {tenant.Owner.Secret}", .. headers]
        );

        Assert.That(answer, Is.EqualTo(Invalid));
    }

    [TestCase(16)]
    [TestCase(255)]
    public async Task AHeaderAtALimit_IsTaken(int length)
    {
        var tenant = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Issue, tenant.Owner) with { Header = new string('~', length) };

        Repeat.AssertIdentical(await repeat.SendAsync(tenant.Client), await repeat.SendAsync(tenant.Client));
    }

    [Test]
    public async Task AnInvalidHeader_InDialNexasDialect_IsRefusedInItsWords()
    {
        var tenant = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Create, tenant.Owner) with { Header = "short" };

        var answer = await repeat.SendAsync(tenant.Client);

        Assert.That(answer.Text, Is.EqualTo(DialNexaRefusal.Invalid("It is 16 to 255 printable ASCII characters.")));
    }

    [Test]
    public async Task ARename_TakesNoNoticeOfTheHeader()
    {
        var tenant = await NewTenantAsync();
        var key = await tenant.IssueAsync("Before");

        var answer = await tenant.RenameAsync(key, "After", ("Idempotency-Key", "short"));

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task ANameConflict_IsNotRemembered()
    {
        var tenant = await NewTenantAsync();
        var holder = await tenant.IssueAsync("Made");
        var repeat = Repeat.Of(Repeat.Issue, tenant.Owner);

        Assert.That((await repeat.SendAsync(tenant.Client)).Text, Is.EqualTo(NativeRefusal.NameTaken(holder)));
        await tenant.RevokeAsync(holder);
        Assert.That((await repeat.SendAsync(tenant.Client)).Status, Is.EqualTo(201));
    }

    [TestCase("""{"name":" ","scopes":["read:chat"]}""", 400)]
    [TestCase("""{"name":"Made" """, 400)]
    [TestCase("""{"name":"Made","scopes":["read:chat"],"workspaceId":"elsewhere"}""", 403)]
    public async Task ARefusedRequest_LeavesItsHeaderFree(string body, int status)
    {
        var tenant = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Issue, tenant.Owner);

        Assert.That((await (repeat with { Body = body }).SendAsync(tenant.Client)).Status, Is.EqualTo(status));
        Assert.That((await repeat.SendAsync(tenant.Client)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task ABodyThatIsTooLargeOrOfAnotherType_IsRefusedAsWithoutTheHeader()
    {
        var tenant = await NewTenantAsync();
        var repeat = Repeat.Of(Repeat.Issue, tenant.Owner);
        (string, string)[] header = [("Idempotency-Key", repeat.Header)];

        var large = await (repeat with { Body = new string(' ', 70_000) }).SendAsync(tenant.Client);
        var text = await tenant.Client.CallAsync(repeat.Request, repeat.Body, "text/plain", header);

        Assert.That(large.Text, Is.EqualTo(NativeRefusal.PayloadTooLarge));
        Assert.That(text.Text, Is.EqualTo(NativeRefusal.UnsupportedMediaType));
    }

    [TestCaseSource(typeof(Repeat), nameof(Repeat.Operations))]
    public async Task TheDatabase_HoldsNeitherTheSecretNorTheHeader(string operation)
    {
        var tenant = await NewTenantAsync();
        var target = await tenant.IssueAsync("Target");
        var repeat = Repeat.Of(operation, target);
        var answer = await repeat.SendAsync(tenant.Client);
        var secret = SecretIn(answer, operation);

        Assert.That(secret.Length, Is.EqualTo(38));
        var bytes = await DatabaseBytesAsync();
        Assert.That(bytes.Contains("Target", StringComparison.Ordinal), "the files were read");
        Assert.That(bytes.Contains(secret[..^6], StringComparison.Ordinal), Is.False, "the verifier");
        Assert.That(bytes.Contains(repeat.Header, StringComparison.Ordinal), Is.False, "the header");
    }

    // Verifier and checksum, from either form.
    private static string SecretIn(Answer answer, string operation) =>
        operation switch
        {
            Repeat.Issue => answer.Member("plaintextKey")!,
            Repeat.Rotate => answer.Json.GetProperty("newKey").GetProperty("plaintextKey").GetString()!,
            _ => answer.Member("secret")!,
        }
            is { Length: > 38 } plain
            ? plain[^38..]
            : "";

    private async Task<string> DatabaseBytesAsync()
    {
        var text = "";
        foreach (var file in Directory.GetFiles(Service.DatabaseFolder))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            text += System.Text.Encoding.Latin1.GetString(copy.ToArray());
        }

        return text;
    }

    private static string[] Header(string value) => [$"Idempotency-Key: {value}"];
}
