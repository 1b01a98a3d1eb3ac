using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys;
using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class ApiKeyReader(UnitOfWork unitOfWork) : IApiKeyReader
{
    private IQueryable<ApiKey> Keys => unitOfWork.Context.Keys.AsNoTracking();

    public Task<ApiKey?> FindAsync(Tenant tenant, Guid id, CancellationToken ct) =>
        Keys.Of(tenant).SingleOrDefaultAsync(key => key.Id == id, ct);

    public async Task<IReadOnlyList<ApiKey>> ListAsync(
        Tenant tenant,
        ApiKeyFilter filter,
        ApiKeyCursor? after,
        int limit,
        CancellationToken ct
    ) =>
        await Keys.Of(filter.WorkspaceId is null ? tenant : tenant with { WorkspaceId = filter.WorkspaceId })
            .InStatus(filter.Status, filter.Now)
            .Named(filter.NormalizedSearch)
            .After(after)
            .NewestFirst()
            .Take(limit)
            .ToArrayAsync(ct);

    public async Task<(IReadOnlyList<ApiKey> Items, int Total)> PageAsync(
        Tenant tenant,
        string? normalizedSearch,
        DateTimeOffset now,
        long skip,
        int limit,
        CancellationToken ct
    )
    {
        var matching = Keys.Of(tenant).NotEnded(now).Named(normalizedSearch);
        var total = await matching.CountAsync(ct);
        if (skip >= total)
            return ([], total);
        return (await matching.NewestFirst().Skip((int)skip).Take(limit).ToArrayAsync(ct), total);
    }

    public async Task<IReadOnlyList<KeyEvent>?> ListEventsAsync(
        Tenant tenant,
        Guid keyId,
        int? belowVersion,
        int limit,
        CancellationToken ct
    )
    {
        if (!await Keys.Of(tenant).AnyAsync(key => key.Id == keyId, ct))
            return null;
        var events = await unitOfWork
            .Context.Events.AsNoTracking()
            .Where(item => item.KeyId == keyId && (belowVersion == null || item.Version < belowVersion))
            .OrderByDescending(item => item.Version)
            .Take(limit)
            .ToArrayAsync(ct);
        return [.. events.Select(item => item.ToKeyEvent())];
    }
}
