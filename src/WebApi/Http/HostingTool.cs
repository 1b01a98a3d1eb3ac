using System.Reflection;

namespace ApiKeys.WebApi.Http;

internal static class HostingTool
{
    /// <summary>
    /// Whether a build tool runs this host only to look at it (the OpenAPI generator): then there is no database to
    /// prepare and no first key to give away.
    /// </summary>
    public static bool IsBuildingTheHost => Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";
}
