using ApiKeys.Application;
using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence;
using ApiKeys.Infrastructure.Persistence.Providers;
using ApiKeys.TestCommon;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ApiKeys.Infrastructure.IntegrationTests;

/// <summary>A fresh, migrated, empty database with the real services on it, a clock and a caller that tests set.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly DatabasePlace place;

    private TestDatabase(string provider, DatabasePlace place, IInterceptor[] interceptors)
    {
        this.place = place;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Database:Provider", provider),
                new("ConnectionStrings:ApiKeys", place.ConnectionString),
            ])
            .Build();
        var services = new ServiceCollection();
        foreach (var interceptor in interceptors)
            services.AddSingleton(interceptor);
        Services = services
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ICaller>(Caller)
            .AddSingleton(new ScopeCatalogue([.. Scope.DefaultCatalogue]))
            .AddApplication()
            .AddInfrastructure(configuration, root: Path.GetTempPath())
            .BuildServiceProvider(validateScopes: true);
    }

    public ServiceProvider Services { get; }

    public string ConnectionString => place.ConnectionString;

    public ManualClock Clock { get; } = new(TestKeys.Start);

    public TestCaller Caller { get; } = new();

    public DatabaseProvider Provider => Services.GetRequiredService<DatabaseProvider>();

    /// <param name="interceptors">What comes between the service and the database.</param>
    public static async Task<TestDatabase> CreateAsync(string provider, params IInterceptor[] interceptors)
    {
        var database = new TestDatabase(provider, await TestDatabases.CreatePlaceAsync(provider), interceptors);
        await using var context = database.NewContext();
        await database.Provider.MigrateAsync(context, CancellationToken.None);
        return database;
    }

    /// <summary>The services on a database that is somewhere else, as it is.</summary>
    public static TestDatabase At(string provider, string connectionString, params IInterceptor[] interceptors) =>
        new(provider, new DatabasePlace(connectionString, () => Task.CompletedTask), interceptors);

    /// <summary>A context beside those of the sessions.</summary>
    public ApiKeysDbContext NewContext() =>
        Services.GetRequiredService<IDbContextFactory<ApiKeysDbContext>>().CreateDbContext();

    /// <summary>What one request has.</summary>
    public TestSession NewSession() => new(Services.CreateAsyncScope());

    /// <summary>Adds keys, one commit each.</summary>
    public async Task AddAsync(params IEnumerable<ApiKey> keys)
    {
        foreach (var key in keys)
        {
            await using var session = NewSession();
            session.Keys.Add(key);
            var saved = await session.SaveAsync();
            Assert.That(saved.IsFailure, Is.False, "The key could not be added.");
        }
    }

    /// <summary>Loads a key, changes it and saves it, in a session of its own.</summary>
    public async Task<Result> ChangeAsync(Guid id, Func<ApiKey, Result> change)
    {
        await using var session = NewSession();
        var changed = change(await session.LoadAsync(id));
        return changed.IsFailure ? changed : await session.SaveAsync();
    }

    /// <summary>Rotates a key in one commit; the successor.</summary>
    public async Task<ApiKey> RotateAsync(Guid id, TimeSpan grace = default, DateTimeOffset? at = null)
    {
        await using var session = NewSession();
        var successor = (await session.LoadAsync(id)).Rotate(grace, at);
        session.Keys.Add(successor);
        var saved = await session.SaveAsync();
        Assert.That(saved.IsFailure, Is.False, "The key could not be rotated.");
        return successor;
    }

    /// <summary>Handles a request as the service does, retries included.</summary>
    public async Task<T> SendAsync<T>(IRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>A key as it is stored.</summary>
    public async Task<ApiKey> ReadAsync(Guid id)
    {
        await using var context = NewContext();
        return await context.Keys.AsNoTracking().SingleAsync(key => key.Id == id);
    }

    /// <summary>The audit rows of a key, oldest first, as <c>version type</c>.</summary>
    public async Task<string[]> AuditAsync(Guid id)
    {
        await using var context = NewContext();
        var events = await context.Events.AsNoTracking().Where(item => item.KeyId == id).ToArrayAsync();
        return [.. events.OrderBy(item => item.Version).Select(item => $"{item.Version} {item.Type}")];
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await place.RemoveAsync();
    }
}

/// <summary>One request's repository, reader and unit of work.</summary>
internal sealed class TestSession(AsyncServiceScope scope) : IAsyncDisposable
{
    public IApiKeyRepository Keys => scope.ServiceProvider.GetRequiredService<IApiKeyRepository>();

    public IApiKeyReader Reader => scope.ServiceProvider.GetRequiredService<IApiKeyReader>();

    public IUnitOfWork UnitOfWork => scope.ServiceProvider.GetRequiredService<IUnitOfWork>();

    public async Task<ApiKey> LoadAsync(Guid id)
    {
        var key = await Keys.FindAsync(TestKeys.Tenant, new KeyReference.ById(id), CancellationToken.None);
        return key ?? throw new InvalidOperationException("There is no such key.");
    }

    public Task<Result> SaveAsync() => UnitOfWork.SaveAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}

/// <summary>A caller that may do everything in the tests' tenant.</summary>
internal sealed class TestCaller : ICaller
{
    public string Actor => TestKeys.Actor;

    public Tenant Tenant { get; set; } = TestKeys.Tenant;

    public bool MayGrantAll => true;
}
