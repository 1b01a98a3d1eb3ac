using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class CredentialReader(IDbContextFactory<ApiKeysDbContext> contexts) : ICredentialReader
{
    public async Task<ApiKey?> FindAsync(string selector, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Keys.AsNoTracking().SingleOrDefaultAsync(key => key.Selector == selector, ct);
    }
}
