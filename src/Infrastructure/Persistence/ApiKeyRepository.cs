using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class ApiKeyRepository(UnitOfWork unitOfWork) : IApiKeyRepository
{
    public Task<ApiKey?> FindAsync(Tenant tenant, KeyReference reference, CancellationToken ct)
    {
        var keys = unitOfWork.Context.Keys.Of(tenant);
        return reference switch
        {
            KeyReference.ById(var id) => keys.SingleOrDefaultAsync(key => key.Id == id, ct),
            KeyReference.BySelector(var selector) => keys.SingleOrDefaultAsync(key => key.Selector == selector, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(reference)),
        };
    }

    public void Add(ApiKey key) => unitOfWork.Context.Keys.Add(key);
}
