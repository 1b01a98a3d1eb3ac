namespace ApiKeys.WebApi.RateLimiting;

/// <summary>The section <c>RateLimiting</c> of the configuration. A group without a limit is not limited.</summary>
internal sealed class RateLimitingOptions
{
    public const string Section = "RateLimiting";

    /// <summary>Every operation on keys.</summary>
    public RateLimitGroup Management { get; set; } = new();

    /// <summary>Verification and forward authentication.</summary>
    public RateLimitGroup Verification { get; set; } = new();

    /// <summary>The proxies, as addresses or networks (10.0.0.0/8), whose <c>X-Forwarded-For</c> is believed.</summary>
    public string[] TrustedProxies { get; set; } = [];
}

/// <summary>How many requests one caller may send in a window of time.</summary>
internal sealed class RateLimitGroup
{
    /// <summary>Requests per window of one API key or session subject; 0 means no limit at all.</summary>
    public int PermitLimit { get; set; }

    /// <summary>Requests per window of one address, without or with a refused token; when absent, as for a caller.</summary>
    public int? AnonymousPermitLimit { get; set; }

    /// <summary>The window, in seconds.</summary>
    public int WindowSeconds { get; set; } = 60;

    public bool IsOn => PermitLimit > 0;

    public bool IsValid =>
        PermitLimit >= 0 && AnonymousPermitLimit is null or > 0 && WindowSeconds is >= 1 and <= 86_400;
}
