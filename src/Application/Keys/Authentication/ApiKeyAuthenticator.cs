using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Application.Keys.Authentication;

/// <summary>What a presented token is worth, and the key it belongs to unless it is malformed or not found.</summary>
public readonly record struct TokenCheck(KeyVerdict Verdict, ApiKey? Key);

/// <summary>Judges bearer tokens of either form.</summary>
public sealed class ApiKeyAuthenticator(ICredentialReader credentials, ILastUseRecorder lastUse, TimeProvider clock)
{
    /// <summary>As <see cref="CheckAsync"/>; an accepted token counts as use of its key.</summary>
    public async ValueTask<TokenCheck> AuthenticateAsync(string? text, CancellationToken ct)
    {
        var check = await CheckAsync(text, ct);
        if (check.Verdict is KeyVerdict.Accepted)
            lastUse.Record(check.Key!.Id, clock.Now());
        return check;
    }

    /// <summary>A token of the wrong shape or checksum is refused without a look at the database.</summary>
    public async ValueTask<TokenCheck> CheckAsync(string? text, CancellationToken ct)
    {
        if (KeyToken.Parse(text) is not { } token)
            return new TokenCheck(KeyVerdict.Malformed, null);
        if (await credentials.FindAsync(token.Selector, ct) is not { } key)
            return new TokenCheck(KeyVerdict.NotFound, null);
        var verdict = key.Verify(token, clock.Now());
        return new TokenCheck(verdict, verdict is KeyVerdict.NotFound ? null : key);
    }
}
