using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Domain.Keys;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class PageApiKeysQueryHandlerTests
{
    [Test]
    public async Task Page_WithoutWishes_IsTheFirst20()
    {
        var key = TestKeys.Issued("Prod");

        var page = await Page(new PageApiKeysQuery(null, null, null), null, skip: 0, limit: 20, [key], total: 1);

        Assert.That(page.Items.Single().Id, Is.EqualTo(key.Id));
        Assert.That((page.Page, page.Limit, page.Total, page.TotalPages), Is.EqualTo((1, 20, 1, 1)));
    }

    [Test]
    public async Task Page_ByNumber_SkipsThePagesBefore_AndNormalizesTheSearch()
    {
        var page = await Page(new PageApiKeysQuery(3, 5, "prod"), "PROD", skip: 10, limit: 5, [], total: 11);

        Assert.That((page.Page, page.Limit, page.Total, page.TotalPages), Is.EqualTo((3, 5, 11, 3)));
    }

    [Test]
    public async Task Page_WithAHugeNumber_DoesNotOverflow()
    {
        const long Skip = (int.MaxValue - 1L) * 100;

        var page = await Page(new PageApiKeysQuery(int.MaxValue, 100, null), null, Skip, limit: 100, [], total: 1);

        Assert.That(page.Page, Is.EqualTo(int.MaxValue));
    }

    [Test]
    public async Task Page_WithASearchThatNoNameHolds_IsEmptyWithoutARead()
    {
        var page = await Handle(new Ports(), new PageApiKeysQuery(2, 5, "\u0000"));

        Assert.That(page.Items, Is.Empty);
        Assert.That((page.Page, page.Limit, page.Total, page.TotalPages), Is.EqualTo((2, 5, 0, 0)));
    }

    [TestCase(0, 20, 0)]
    [TestCase(20, 20, 1)]
    [TestCase(21, 20, 2)]
    [TestCase(int.MaxValue, 100, 21_474_837)]
    public void TotalPages_CountsAPartlyFilledPage(int total, int limit, int expected) =>
        Assert.That(new NumberedPage<int>([], 1, limit, total).TotalPages, Is.EqualTo(expected));

    private static Task<NumberedPage<ApiKeySummary>> Page(
        PageApiKeysQuery query,
        string? search,
        long skip,
        int limit,
        ApiKey[] found,
        int total
    )
    {
        var ports = new Ports();
        var ct = Ports.Ct;
        ports
            .Reader.Setup(keys => keys.PageAsync(ports.Caller.Tenant, search, Ports.Now, skip, limit, ct))
            .ReturnsAsync((found, total));
        return Handle(ports, query);
    }

    private static async Task<NumberedPage<ApiKeySummary>> Handle(Ports ports, PageApiKeysQuery query)
    {
        var handler = new PageApiKeysQueryHandler(ports.Reader.Object, ports.Caller, ports.Mapper, ports.Clock);
        return (await handler.Handle(query, Ports.Ct)).Value;
    }
}
