using ApiKeys.Domain.Keys;
using AutoMapper;

namespace ApiKeys.Application.Keys;

/// <summary>From the aggregate to its read model.</summary>
internal sealed class ApiKeyProfile : Profile
{
    private const string Now = nameof(Now);

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

    /// <summary>Maps with the instant that status is judged at.</summary>
    public static ApiKeySummary Map(IMapper mapper, ApiKey key, DateTimeOffset now) =>
        mapper.Map<ApiKeySummary>(key, options => options.Items[Now] = now);

    private static DateTimeOffset NowOf(ResolutionContext context) => (DateTimeOffset)context.Items[Now];
}

internal static class ApiKeyMapping
{
    public static ApiKeySummary ToSummary(this IMapper mapper, ApiKey key, DateTimeOffset now) =>
        ApiKeyProfile.Map(mapper, key, now);
}
