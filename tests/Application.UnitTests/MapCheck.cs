using AutoMapper;

namespace ApiKeys.Application.UnitTests;

/// <summary>AssertConfigurationIsValid, for records.</summary>
internal static class MapCheck
{
    /// <summary>
    /// What no map fills, as <c>destination.member</c>. AutoMapper 8 reports a member that only ForCtorParam fills as
    /// unmapped, so those that the constructor gets are taken off its report.
    /// </summary>
    public static string[] Unfilled(IConfigurationProvider configuration)
    {
        try
        {
            configuration.AssertConfigurationIsValid();
            return [];
        }
        catch (AutoMapperConfigurationException report) when (report.Errors is not null)
        {
            return [.. report.Errors.SelectMany(Unfilled)];
        }
    }

    private static IEnumerable<string> Unfilled(AutoMapperConfigurationException.TypeMapConfigErrors error)
    {
        var constructor = error.TypeMap.ConstructorMap;
        var filled = constructor is { CanResolve: true }
            ? constructor.CtorParams.Select(one => one.Parameter.Name)
            : [];
        var unfilled = error.UnmappedPropertyNames.Except(filled);
        return (error.CanConstruct ? unfilled : unfilled.Append("constructor")).Select(member =>
            $"{error.TypeMap.DestinationType.Name}.{member}"
        );
    }
}
