using ApiKeys.Domain.Keys;
using AutoMapper;

namespace ApiKeys.Application.Keys;

/// <summary>From the aggregate to its read model.</summary>
internal sealed class ApiKeyProfile : Profile
{
    internal const string Now = nameof(Now);

    public ApiKeyProfile() =>
        CreateMap<ApiKey, ApiKeySummary>()
            .ForCtorParam(nameof(ApiKeySummary.Name), options => options.MapFrom(key => key.Name.Value))
            .ForCtorParam(
                nameof(ApiKeySummary.Status),
                options => options.MapFrom((key, context) => key.StatusAt(NowOf(context)))
            )
            .ForCtorParam(
                nameof(ApiKeySummary.IsAccepted),
                options => options.MapFrom((key, context) => key.IsAcceptedAt(NowOf(context)))
            )
            .MaxDepth(1);

    private static DateTimeOffset NowOf(ResolutionContext context) => (DateTimeOffset)context.Items[Now];
}

internal static class ApiKeyMapping
{
    /// <summary>Maps with the instant that status is judged at.</summary>
    public static ApiKeySummary ToSummary(this IMapper mapper, ApiKey key, DateTimeOffset now) =>
        mapper.Map<ApiKeySummary>(key, options => options.Items[ApiKeyProfile.Now] = now);
}
