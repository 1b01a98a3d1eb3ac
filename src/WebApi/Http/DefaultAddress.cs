namespace ApiKeys.WebApi.Http;

internal static class DefaultAddress
{
    /// <summary>Where the service listens when nothing says otherwise: loopback only.</summary>
    public const string Url = "http://127.0.0.1:5080";

    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    public static void AddDefaultAddress(this IConfigurationManager configuration)
    {
        if (!AddressKeys.Any(key => configuration.GetSection(key).Exists()))
            configuration.AddInMemoryCollection([new("urls", Url)]);
    }
}
