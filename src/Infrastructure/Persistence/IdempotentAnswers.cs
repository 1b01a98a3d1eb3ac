using System.Text;
using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Infrastructure.Persistence.Providers;
using ApiKeys.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>Finds and makes the records of this request's repeats.</summary>
internal sealed class IdempotentAnswers(
    IDbContextFactory<ApiKeysDbContext> contexts,
    DatabaseProvider provider,
    IdempotentRequest request,
    ICaller caller,
    TimeProvider clock
) : IIdempotentAnswers
{
    public async Task<EarlierAnswer<TAnswer>> FindAsync<TAnswer>(CancellationToken ct)
        where TAnswer : class
    {
        var seal = SealOfRequest();
        var expired = clock.Now() - IdempotentRequest.Lifetime;
        await using var context = await contexts.CreateDbContextAsync(ct);
        var record = await context
            .IdempotencyRecords.AsNoTracking()
            .SingleOrDefaultAsync(record => record.CallerHash == seal.CallerHash && record.KeyHash == seal.KeyHash, ct);
        if (record is null)
            return default;
        if (record.CreatedAt > expired)
        {
            return record.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint)
                ? new EarlierAnswer<TAnswer>(seal.Open<TAnswer>(record.SealedAnswer), false)
                : new EarlierAnswer<TAnswer>(null, IsOfAnotherRequest: true);
        }

        // Out of date and not yet purged: it must not stand in the way of the new one.
        using var turn = await provider.EnterWriteAsync(ct);
        await context
            .IdempotencyRecords.Where(old =>
                old.CallerHash == seal.CallerHash && old.KeyHash == seal.KeyHash && old.CreatedAt <= expired
            )
            .ExecuteDeleteAsync(ct);
        return default;
    }

    /// <summary>The record of <paramref name="answer"/>, to be saved with what it answers; null when nobody will repeat it.</summary>
    public IdempotencyRecord? RecordOf(object answer)
    {
        if (request.Key is null)
            return null;
        var seal = SealOfRequest();
        return new IdempotencyRecord
        {
            CallerHash = seal.CallerHash,
            KeyHash = seal.KeyHash,
            Fingerprint = request.Fingerprint,
            SealedAnswer = seal.Close(answer),
            CreatedAt = clock.Now(),
        };
    }

    // Who lost the right to a key with the scope * since is another caller: the request is judged anew.
    private AnswerSeal SealOfRequest()
    {
        var (orgId, workspaceId) = caller.Tenant;
        return new AnswerSeal(
            Encoding.UTF8.GetBytes($"{orgId}\n{workspaceId}\n{caller.MayGrantAll}\n{caller.Actor}"),
            Encoding.ASCII.GetBytes(request.Key!)
        );
    }
}
