using ApiKeys.Infrastructure.Persistence;
using ApiKeys.WebApi.FunctionalTests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.WebApi.FunctionalTests.Life;

/// <summary>One key from its making to its end, seen in both dialects at every step.</summary>
internal sealed class WholeLifeTests : ServiceFixture
{
    private const int Accepted = 403; // by the list: authenticated, without the scope *
    private const int Refused = 401;

    private protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["LastUse:FlushSeconds"] = "3600" };

    [Test]
    public async Task AKey_IsIssuedUsedRenamedRotatedWithGraceAndRevoked()
    {
        var tenant = await NewTenantAsync();
        var actor = $"api_key:{tenant.Owner.Id}";
        var (created, expires) = (Now, At(TimeSpan.FromDays(30)));

        var old = await tenant.IssueAsync("Deploy", $$""" "scopes":["read:chat"],"expiresAt":"{{expires}}" """);
        var view = new View(tenant, created, expires);
        await view.ShowsAsync(old, "Deploy", "active", lastUse: null);
        Assert.That(await tenant.EventsAsync(old), Is.EqualTo(new[] { "api_key.issued" }));

        Service.Clock.Advance(TimeSpan.FromMinutes(1));
        var used = Now;
        Assert.That(await tenant.StatusOfTokenAsync(old), Is.EqualTo(Accepted));
        await Service.Services.GetRequiredService<LastUseRecorder>().FlushAsync(default);
        await view.ShowsAsync(old, "Deploy", "active", used);

        Service.Clock.Advance(TimeSpan.FromMinutes(1));
        var renamed = Now;
        Assert.That((await tenant.RenameAsync(old, "Deploy 2")).Status, Is.EqualTo(200));
        await view.ShowsAsync(old, "Deploy 2", "active", used);

        Service.Clock.Advance(TimeSpan.FromMinutes(1));
        var rotated = Now;
        var successor = await tenant.RotateAsync(old, graceSeconds: 2);
        var successorView = new View(tenant, rotated, expires);
        await view.ShowsAsync(old, "Deploy 2", "rotated", used, rotated);
        await successorView.ShowsAsync(successor, "Deploy 2", "active", lastUse: null);
        await AreAsync(tenant, (old, Accepted), (successor, Accepted));

        Service.Clock.Advance(TimeSpan.FromMilliseconds(1999));
        await AreAsync(tenant, (old, Accepted), (successor, Accepted));
        Service.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await AreAsync(tenant, (old, Refused), (successor, Accepted));
        await view.ShowsAsync(old, "Deploy 2", "rotated", used, rotated, isEnded: true);
        await successorView.ShowsAsync(successor, "Deploy 2", "active", lastUse: null);

        Service.Clock.Advance(TimeSpan.FromMinutes(1));
        var revoked = Now;
        Assert.That(
            (await tenant.RevokeAsync(successor)).Text,
            Is.EqualTo($$"""200 {"id":"{{successor.Id}}","revokedAt":"{{revoked}}"}""")
        );
        await AreAsync(tenant, (old, Refused), (successor, Refused));
        await successorView.ShowsAsync(successor, "Deploy 2", "revoked", null, null, revoked, isEnded: true);

        Assert.That(
            await LinesAsync(tenant, old),
            Is.EqualTo(
                new[]
                {
                    $$$"""api_key.rotated {{{rotated}}} {{{actor}}} {"successorId":"{{{successor.Id}}}"}""",
                    $$$"""api_key.renamed {{{renamed}}} {{{actor}}} {"oldName":"Deploy","newName":"Deploy 2"}""",
                    $$$"""api_key.issued {{{created}}} {{{actor}}} {}""",
                }
            )
        );
        Assert.That(
            await LinesAsync(tenant, successor),
            Is.EqualTo(
                new[]
                {
                    $$$"""api_key.revoked {{{revoked}}} {{{actor}}} {}""",
                    $$$"""api_key.issued {{{rotated}}} {{{actor}}} {"predecessorId":"{{{old.Id}}}"}""",
                }
            )
        );
    }

    private static async Task AreAsync(TestTenant tenant, params (TestKey Key, int Status)[] expected)
    {
        foreach (var (key, status) in expected)
            Assert.That(await tenant.StatusOfTokenAsync(key), Is.EqualTo(status), $"the secret of {key}");
    }

    private static async Task<string[]> LinesAsync(TestTenant tenant, TestKey key) =>
        [
            .. (await tenant.HistoryAsync(key))
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(item =>
                    string.Join(
                        ' ',
                        new[] { "type", "at", "actor" }
                            .Select(name => item.GetProperty(name).GetString())
                            .Append(item.GetProperty("data").GetRawText())
                    )
                ),
        ];

    /// <summary>What both dialects say of a key.</summary>
    private sealed record View(TestTenant Tenant, string Created, string Expires)
    {
        public async Task ShowsAsync(
            TestKey key,
            string name,
            string status,
            string? lastUse,
            string? rotated = null,
            string? revoked = null,
            bool isEnded = false
        )
        {
            Assert.That(
                (await Tenant.GetAsync(key)).Text,
                Is.EqualTo(
                    $$"""200 {"id":"{{key.Id}}","prefix":"pk_live_{{key.Selector}}","name":"{{name}}","scopes":["read:chat"],"orgId":"{{Tenant.OrgId}}","workspaceId":"main","createdBy":"api_key:{{Tenant.Owner.Id}}","createdAt":"{{Created}}","expiresAt":"{{Expires}}","lastUsedAt":{{Json(lastUse)}},"rotatedAt":{{Json(rotated)}},"revokedAt":{{Json(revoked)}},"status":"{{status}}"}"""
                )
            );
            var expected = isEnded
                ? null
                : $$"""{"id":"{{key.Selector}}","name":"{{name}}","last_used_at":{{Json(lastUse)}},"is_expired":false,"created_at":"{{Created}}"}""";
            Assert.That(await Tenant.InDialNexaAsync(key), Is.EqualTo(expected));
        }

        private static string Json(string? text) => text is null ? "null" : $"\"{text}\"";
    }
}
