using ApiKeys.TestCommon;

namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>One running service for all tests of a fixture; each test makes tenants of its own.</summary>
[TestFixture]
public abstract class ServiceFixture
{
    private protected TestService Service { get; private set; } = null!;

    /// <summary>The service's clock as the wire shows it.</summary>
    private protected string Now => At(TimeSpan.Zero);

    private protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    [OneTimeSetUp]
    public void StartService() => Service = new TestService(Settings);

    [OneTimeTearDown]
    public async Task StopService() => await Service.DisposeAsync();

    private protected Task<TestTenant> NewTenantAsync(string? orgId = null, string workspaceId = "main") =>
        TestTenant.CreateAsync(Service, orgId ?? $"org-{Guid.NewGuid():N}", workspaceId);

    private protected string At(TimeSpan later) =>
        (Service.Clock.GetUtcNow() + later).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
}
