namespace ApiKeys.Domain.Keys;

/// <summary>The environment a key is meant for; part of its plaintext.</summary>
public enum KeyEnvironment
{
    Live,
    Test,
}

public static class KeyEnvironments
{
    /// <summary>The word on the wire and in the plaintext: <c>live</c> or <c>test</c>.</summary>
    public static string Word(this KeyEnvironment environment) =>
        environment switch
        {
            KeyEnvironment.Live => "live",
            KeyEnvironment.Test => "test",
            _ => throw new ArgumentOutOfRangeException(nameof(environment)),
        };

    public static KeyEnvironment? Parse(ReadOnlySpan<char> word) =>
        word switch
        {
            "live" => KeyEnvironment.Live,
            "test" => KeyEnvironment.Test,
            _ => null,
        };
}
