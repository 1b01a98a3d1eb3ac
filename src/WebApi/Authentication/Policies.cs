using Microsoft.AspNetCore.Authorization;

namespace ApiKeys.WebApi.Authentication;

/// <summary>Who may call what; every endpoint names one of these.</summary>
internal static class Policies
{
    /// <summary>Every operation on keys: an API key with the scope <c>*</c>, or a session of an owner or admin.</summary>
    public const string ManageKeys = nameof(ManageKeys);

    /// <summary>A key's history: as above, or a key with the scope <c>read:audit</c>.</summary>
    public const string ReadHistory = nameof(ReadHistory);

    /// <summary>Any caller that is authenticated; where only API keys authenticate, any API key.</summary>
    public const string AnyCaller = nameof(AnyCaller);

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(
            ManageKeys,
            policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.MayManageKeys())
        );
        options.AddPolicy(AnyCaller, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(
            ReadHistory,
            policy =>
                policy
                    .RequireAuthenticatedUser()
                    .RequireAssertion(context => context.User.MayManageKeys() || context.User.MayReadHistory())
        );
    }
}
