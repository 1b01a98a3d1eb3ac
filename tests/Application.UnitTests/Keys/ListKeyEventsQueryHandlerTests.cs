using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Queries.ListKeyEvents;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class ListKeyEventsQueryHandlerTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Test]
    public async Task ListEvents_WithoutWishes_Asks20AndOneMore_FromTheNewestOn()
    {
        var page = (await ListEvents(new ListKeyEventsQuery(Id, null, null), null, 21, [Event(2), Event(1)])).Value;

        Assert.That(page.Items.Select(item => item.Version), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(page.NextCursor, Is.Null);
    }

    [Test]
    public async Task ListEvents_WhenThereAreMore_CutsThemOff_AndNamesTheLastShown()
    {
        var query = new ListKeyEventsQuery(Id, new KeyEventCursor(9).ToString(), 1);

        var page = (await ListEvents(query, 9, 2, [Event(8), Event(7)])).Value;

        Assert.That(page.Items.Select(item => item.Version), Is.EqualTo(new[] { 8 }));
        Assert.That(page.NextCursor, Is.EqualTo(new KeyEventCursor(8).ToString()));
    }

    [Test]
    public async Task ListEvents_WhenTheKeyIsMissing_IsNotFound()
    {
        var result = await ListEvents(new ListKeyEventsQuery(Id, null, null), null, 21, null);

        Assert.That(result.Error, Is.SameAs(ApiKeyErrors.NotFound));
    }

    private static KeyEvent Event(int version) =>
        new(
            Guid.CreateVersion7(),
            "api_key.renamed",
            version,
            TestKeys.Now,
            "user:bob",
            new Dictionary<string, string>()
        );

    private static Task<Result<CursorPage<KeyEvent>>> ListEvents(
        ListKeyEventsQuery query,
        int? below,
        int limit,
        KeyEvent[]? found
    )
    {
        var ports = new Ports();
        var ct = Ports.Ct;
        ports.Reader.Setup(keys => keys.ListEventsAsync(ports.Caller.Tenant, Id, below, limit, ct)).ReturnsAsync(found);
        return new ListKeyEventsQueryHandler(ports.Reader.Object, ports.Caller).Handle(query, ct);
    }
}
