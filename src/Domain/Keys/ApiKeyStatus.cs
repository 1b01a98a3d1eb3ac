namespace ApiKeys.Domain.Keys;

/// <summary>Where a key stands at an instant; computed, never stored.</summary>
public enum ApiKeyStatus
{
    Active,
    Expired,
    Rotated,
    Revoked,
}

public static class ApiKeyStatuses
{
    /// <summary>The word on the wire.</summary>
    public static string Word(this ApiKeyStatus status) =>
        status switch
        {
            ApiKeyStatus.Active => "active",
            ApiKeyStatus.Expired => "expired",
            ApiKeyStatus.Rotated => "rotated",
            ApiKeyStatus.Revoked => "revoked",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };

    public static ApiKeyStatus? Parse(string? word) =>
        word switch
        {
            "active" => ApiKeyStatus.Active,
            "expired" => ApiKeyStatus.Expired,
            "rotated" => ApiKeyStatus.Rotated,
            "revoked" => ApiKeyStatus.Revoked,
            _ => null,
        };
}
