using ApiKeys.Application.Common;
using ApiKeys.Application.Common.Abstractions;
using ApiKeys.Application.Keys.Authentication;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using FluentValidation;
using MediatR;

namespace ApiKeys.Application.Keys.Queries.VerifyApiKey;

/// <summary>Tells another service what a token that was presented to it is worth. All <paramref name="Scopes"/> are required.</summary>
public sealed record VerifyApiKeyQuery(string? Key, IReadOnlyList<string?>? Scopes) : IRequest<Result<KeyVerification>>
{
    /// <summary>Never the token.</summary>
    public override string ToString() => nameof(VerifyApiKeyQuery);
}

/// <summary>The answer: <paramref name="Code"/> is <c>valid</c> or the first reason against; the rest is null when nothing was found.</summary>
public sealed record KeyVerification(
    bool Valid,
    string Code,
    Guid? KeyId,
    string? Name,
    string? OrgId,
    string? WorkspaceId,
    KeyEnvironment? Environment,
    IReadOnlyList<string>? Scopes,
    DateTimeOffset? ExpiresAt,
    ApiKeyStatus? Status
)
{
    internal static KeyVerification NothingFound(string code) =>
        new(false, code, null, null, null, null, null, null, null, null);

    internal static KeyVerification Of(ApiKey key, bool valid, string code, DateTimeOffset now) =>
        new(
            valid,
            code,
            key.Id,
            key.Name.Value,
            key.OrgId,
            key.WorkspaceId,
            key.Environment,
            key.Scopes,
            key.ExpiresAt,
            key.StatusAt(now)
        );
}

internal sealed class VerifyApiKeyQueryHandler(
    ApiKeyAuthenticator authenticator,
    ILastUseRecorder lastUse,
    ICaller caller,
    TimeProvider clock
) : IRequestHandler<VerifyApiKeyQuery, Result<KeyVerification>>
{
    private const string Valid = "valid";

    public async Task<Result<KeyVerification>> Handle(VerifyApiKeyQuery query, CancellationToken cancellationToken)
    {
        var (verdict, key) = await authenticator.CheckAsync(query.Key, cancellationToken);
        if (verdict is KeyVerdict.Malformed)
            return KeyVerification.NothingFound("malformed");
        if (key is null || key.OrgId != caller.Tenant.OrgId)
            return KeyVerification.NothingFound("not_found");

        var now = clock.Now();
        var code = CodeOf(verdict, key, query.Scopes ?? []);
        var isValid = code == Valid;
        if (isValid)
            lastUse.Record(key.Id, now);
        return KeyVerification.Of(key, isValid, code, now);
    }

    private static string CodeOf(KeyVerdict verdict, ApiKey key, IReadOnlyList<string?> required) =>
        verdict switch
        {
            KeyVerdict.Revoked => "revoked",
            KeyVerdict.Expired => "expired",
            KeyVerdict.Rotated => "rotated",
            _ => key.Scopes.Satisfies(required.OfType<string>()) ? Valid : "insufficient_scope",
        };
}

internal sealed class VerifyApiKeyQueryValidator : AbstractValidator<VerifyApiKeyQuery>
{
    public VerifyApiKeyQueryValidator()
    {
        RuleFor(query => query.Key).NotNull().WithMessage("The key to verify is required.").OverridePropertyName("key");
        RuleFor(query => query.Scopes)
            .Must(scopes => scopes is null || scopes.All(scope => scope is not null))
            .WithMessage("The scopes are strings.")
            .OverridePropertyName("scopes");
    }
}
