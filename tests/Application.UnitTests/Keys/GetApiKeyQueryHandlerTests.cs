using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Queries.GetApiKey;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using Moq;

namespace ApiKeys.Application.UnitTests;

public sealed class GetApiKeyQueryHandlerTests
{
    private static readonly Guid Id = Guid.CreateVersion7();

    [Test]
    public async Task Get_AnswersTheKeyOfThisTenant_WithItsStatusNow()
    {
        var result = await Get(TestKeys.Issued("Prod", expiresAt: Ports.Now));

        Assert.That(result.Value.Name, Is.EqualTo("Prod"));
        Assert.That(result.Value.Status, Is.EqualTo(ApiKeyStatus.Expired));
    }

    [Test]
    public async Task Get_WhenRevoked_AnswersTheKey() =>
        Assert.That((await Get(TestKeys.Revoked())).Value.Status, Is.EqualTo(ApiKeyStatus.Revoked));

    [Test]
    public async Task Get_WhenTheKeyIsMissing_IsNotFound() =>
        Assert.That((await Get(null)).Error, Is.SameAs(ApiKeyErrors.NotFound));

    private static Task<Result<ApiKeySummary>> Get(ApiKey? found)
    {
        var ports = new Ports();
        ports.Reader.Setup(keys => keys.FindAsync(ports.Caller.Tenant, Id, Ports.Ct)).ReturnsAsync(found);
        var handler = new GetApiKeyQueryHandler(ports.Reader.Object, ports.Caller, ports.Mapper, ports.Clock);
        return handler.Handle(new GetApiKeyQuery(Id), Ports.Ct);
    }
}
