using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.RevokeApiKey;
using ApiKeys.Application.Keys.Commands.RotateApiKey;
using ApiKeys.Application.Keys.Queries.VerifyApiKey;
using ApiKeys.Domain.Keys;
using AutoMapper;

namespace ApiKeys.WebApi.Contracts;

/// <summary>From results to the native responses.</summary>
internal sealed class ResponseProfile : Profile
{
    private const int Depth = 2;

    public ResponseProfile()
    {
        CreateMap<ApiKeySummary, ApiKeyResponse>()
            .ForCtorParam(nameof(ApiKeyResponse.Status), options => options.MapFrom(key => key.Status.Word()))
            .MaxDepth(Depth);
        CreateMap<IssuedApiKey, IssuedApiKeyResponse>()
            .ForCtorParam(
                nameof(IssuedApiKeyResponse.PlaintextKey),
                options => options.MapFrom(key => key.Token.Reveal())
            )
            .MaxDepth(Depth);
        CreateMap<RotatedApiKey, RotatedApiKeyResponse>().MaxDepth(Depth);
        CreateMap<RevokedApiKey, RevokedApiKeyResponse>().MaxDepth(Depth);
        CreateMap<CursorPage<ApiKeySummary>, ApiKeyListResponse>().MaxDepth(Depth);
        CreateMap<KeyVerification, KeyVerificationResponse>()
            .ForCtorParam(
                nameof(KeyVerificationResponse.Environment),
                options => options.MapFrom(check => WordOf(check.Environment))
            )
            .ForCtorParam(
                nameof(KeyVerificationResponse.Status),
                options => options.MapFrom(check => WordOf(check.Status))
            )
            .MaxDepth(Depth);
        CreateMap<KeyEvent, KeyEventResponse>().MaxDepth(Depth);
        CreateMap<CursorPage<KeyEvent>, KeyEventListResponse>().MaxDepth(Depth);
    }

    private static string? WordOf(KeyEnvironment? environment) => environment?.Word();

    private static string? WordOf(ApiKeyStatus? status) => status?.Word();
}
