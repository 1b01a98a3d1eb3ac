using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Domain.Common;
using ApiKeys.Domain.Keys;
using ApiKeys.WebApi.Contracts;
using AutoMapper;

namespace ApiKeys.WebApi.DialNexa;

/// <summary>The new label of a key.</summary>
public sealed record DialNexaRenameRequest([property: JsonPropertyName("name")] string? Name) : RequestBody;

/// <summary>A key to make.</summary>
public sealed record DialNexaCreateRequest(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("expire_now")] bool? ExpireNow
) : RequestBody, IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(
        System.ComponentModel.DataAnnotations.ValidationContext validationContext
    )
    {
        if (ExpireNow is not true)
            yield break;
        yield return new ValidationResult(
            "expire_now is not supported here: revoke the old key with DELETE.",
            ["expire_now"]
        );

        // The name is checked with the command; here only so that both faults are told at once.
        var name = ApiKeyName.Create(Name);
        if (name.IsFailure)
            yield return new ValidationResult(((ValidationError)name.Error).Fields["name"][0], ["name"]);
    }
}

/// <summary>A key as this dialect shows it.</summary>
public sealed record DialNexaKeyResponse(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("last_used_at")] DateTimeOffset? LastUsedAt,
    [property: JsonPropertyName("is_expired")] bool IsExpired,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt
);

/// <summary>A key just made; <c>secret</c> is the whole bearer string, shown here and never again.</summary>
public sealed record DialNexaCreatedResponse(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("secret")] string Secret,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt
);

/// <summary>A numbered page of keys, newest first.</summary>
public sealed record DialNexaListResponse(
    [property: JsonPropertyName("data")] IReadOnlyList<DialNexaKeyResponse> Data,
    [property: JsonPropertyName("meta")] DialNexaMeta Meta
);

/// <summary>Which page this is, and how many there are.</summary>
public sealed record DialNexaMeta(
    [property: JsonPropertyName("page")] int Page,
    [property: JsonPropertyName("limit")] int Limit,
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("totalPages")] int TotalPages
);

/// <summary>A sentence for people.</summary>
public sealed record DialNexaMessageResponse([property: JsonPropertyName("message")] string Message);

/// <summary>From results to this dialect's responses.</summary>
internal sealed class DialNexaProfile : Profile
{
    private const int Depth = 2;

    public DialNexaProfile()
    {
        CreateMap<ApiKeySummary, DialNexaKeyResponse>()
            .ForCtorParam(nameof(DialNexaKeyResponse.Id), options => options.MapFrom(key => key.Selector))
            .ForCtorParam(nameof(DialNexaKeyResponse.IsExpired), options => options.MapFrom(key => !key.IsAccepted))
            .MaxDepth(Depth);
        CreateMap<IssuedApiKey, DialNexaCreatedResponse>()
            .ForCtorParam(nameof(DialNexaCreatedResponse.Id), options => options.MapFrom(key => key.Token.Selector))
            .ForCtorParam(
                nameof(DialNexaCreatedResponse.Secret),
                options => options.MapFrom(key => key.Token.RevealDialNexa())
            )
            .MaxDepth(Depth);
        CreateMap<NumberedPage<ApiKeySummary>, DialNexaMeta>().MaxDepth(Depth);
        CreateMap<NumberedPage<ApiKeySummary>, DialNexaListResponse>()
            .ForCtorParam(nameof(DialNexaListResponse.Data), options => options.MapFrom(page => page.Items))
            .ForCtorParam(nameof(DialNexaListResponse.Meta), options => options.MapFrom(page => page))
            .MaxDepth(Depth);
    }
}

[JsonSerializable(typeof(DialNexaRenameRequest))]
[JsonSerializable(typeof(DialNexaCreateRequest))]
[JsonSerializable(typeof(DialNexaKeyResponse))]
[JsonSerializable(typeof(DialNexaCreatedResponse))]
[JsonSerializable(typeof(DialNexaListResponse))]
[JsonSerializable(typeof(DialNexaMessageResponse))]
[JsonSerializable(typeof(DialNexaErrorResponse))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class DialNexaJsonContext : JsonSerializerContext
{
    static DialNexaJsonContext() =>
        Default = new DialNexaJsonContext(
            new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
}
