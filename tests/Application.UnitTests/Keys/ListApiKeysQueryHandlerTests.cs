using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class ListApiKeysQueryHandlerTests
{
    private static readonly ListApiKeysQuery Query = new(null, null, null, null, null);
    private static readonly ApiKeyFilter Everything = new(null, null, null, Ports.Now);

    [Test]
    public async Task List_WithoutWishes_Asks20AndOneMore_OfTheCallersTenant()
    {
        var key = TestKeys.Issued("Prod");

        var page = (await List(Query, Everything, null, 21, [key])).Value;

        Assert.That(page.Items.Single().Id, Is.EqualTo(key.Id));
        Assert.That(page.NextCursor, Is.Null);
    }

    [Test]
    public async Task List_WhenThereAreMore_CutsThemOff_AndNamesTheLastShown()
    {
        ApiKey[] found = [TestKeys.Issued(), TestKeys.Issued(), TestKeys.Issued()];

        var page = (await List(Query with { Limit = 2 }, Everything, null, 3, found)).Value;

        Assert.That(page.Items.Select(item => item.Id), Is.EqualTo(new[] { found[0].Id, found[1].Id }));
        Assert.That(page.NextCursor, Is.EqualTo(new ApiKeyCursor(TestKeys.Now, found[1].Id).ToString()));
    }

    [Test]
    public async Task List_WhenExactlyAsManyAsAsked_HasNoNextPage()
    {
        ApiKey[] found = [TestKeys.Issued(), TestKeys.Issued()];

        var page = (await List(Query with { Limit = 2 }, Everything, null, 3, found)).Value;

        Assert.That(page.Items, Has.Count.EqualTo(2));
        Assert.That(page.NextCursor, Is.Null);
    }

    [Test]
    public async Task List_PassesStatusWorkspaceSearchAndCursorOn()
    {
        var after = new ApiKeyCursor(TestKeys.Now, Guid.CreateVersion7());
        var filter = new ApiKeyFilter(ApiKeyStatus.Rotated, "main", "PROD", Ports.Now);
        var query = new ListApiKeysQuery("rotated", "main", "\uFF50rod", after.ToString(), 1);

        var page = (await List(query, filter, after, 2, [])).Value;

        Assert.That(page.Items, Is.Empty);
    }

    [Test]
    public async Task List_OfAWorkspaceOutOfReach_IsEmptyWithoutARead() =>
        await AssertEmptyWithoutARead(Query with { WorkspaceId = "other" });

    [Test]
    public async Task List_WithASearchThatNoNameHolds_IsEmptyWithoutARead() =>
        await AssertEmptyWithoutARead(Query with { Search = "\u0000" });

    private static async Task AssertEmptyWithoutARead(ListApiKeysQuery query)
    {
        var page = (await Handle(new Ports(), query)).Value;

        Assert.That(page.Items, Is.Empty);
        Assert.That(page.NextCursor, Is.Null);
    }

    private static Task<Result<CursorPage<ApiKeySummary>>> List(
        ListApiKeysQuery query,
        ApiKeyFilter filter,
        ApiKeyCursor? after,
        int limit,
        ApiKey[] found
    )
    {
        var ports = new Ports();
        var ct = Ports.Ct;
        ports.Reader.Setup(keys => keys.ListAsync(ports.Caller.Tenant, filter, after, limit, ct)).ReturnsAsync(found);
        return Handle(ports, query);
    }

    private static Task<Result<CursorPage<ApiKeySummary>>> Handle(Ports ports, ListApiKeysQuery query) =>
        new ListApiKeysQueryHandler(ports.Reader.Object, ports.Caller, ports.Mapper, ports.Clock).Handle(
            query,
            Ports.Ct
        );
}
