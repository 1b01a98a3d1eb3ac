using ApiKeys.Infrastructure.Persistence.Providers;
using Microsoft.EntityFrameworkCore.Storage;

namespace ApiKeys.Infrastructure.Persistence;

internal sealed class DatabaseFaults(DatabaseProvider provider) : IDatabaseFaults
{
    public bool IsUnavailable(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is RetryLimitExceededException or TimeoutException || provider.IsUnavailable(cause))
                return true;
        }

        return false;
    }
}
