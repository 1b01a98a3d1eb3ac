namespace ApiKeys.WebApi.FunctionalTests.Support;

/// <summary>Bodies that no operation with a name takes, the field that is at fault and what is said about it.</summary>
internal static class BadBodies
{
    private const string Required = "A name is required.";
    private const string TooLong = "A name has at most 100 characters (Unicode code points).";
    private const string WrongType = "The value is of the wrong type, or the JSON breaks here.";
    private const string NoObject = "The body must be a JSON object.";

    public static IEnumerable<TestCaseData> OfRename =>
        [
            .. OfName.Select(bad => Case(bad.What, $$"""{"name":{{bad.Value}}}""", "name", bad.Message)),
            Case("missing", "{}", "name", Required),
            Case("in another case", """{"Name":"x"}""", "name", Required),
            .. Broken,
        ];

    /// <summary>JSON that is no object, or no JSON.</summary>
    public static IEnumerable<TestCaseData> Broken =>
        [
            Case("cut off after the name", """{"name":"x" """, "body", NoObject),
            Case("no JSON", "name=x", "body", NoObject),
            Case("array", "[]", "body", NoObject),
            Case("text", "\"x\"", "body", NoObject),
            Case("null", "null", "body", NoObject),
            Case("empty", "", "body", NoObject),
            Case("two objects", """{"name":"x"}{"name":"y"}""", "body", NoObject),
        ];

    public static IEnumerable<(string What, string Value, string Message)> OfName =>
        [
            ("null", "null", Required),
            ("empty", "\"\"", Required),
            ("blank", @""" \t\u00a0\u3000 """, Required),
            ("number", "7", WrongType),
            ("true", "true", WrongType),
            ("object", "{}", WrongType),
            ("array", """["x"]""", WrongType),
            ("101 code points", $"\"{new string('x', 101)}\"", TooLong),
            ("101 astral code points", $"\"{Repeat("🔑", 101)}\"", TooLong),
            ("too wide in NFKC", $"\"{Repeat("ﷺ", 100)}\"", "The name is too long in its compatibility form (NFKC)."),
            ("C0 control", @"""a\u0007b""", NotAllowed("U+0007")),
            ("NUL", @"""a\u0000b""", NotAllowed("U+0000")),
            ("C1 control", @"""a\u0085b""", NotAllowed("U+0085")),
            ("line separator", @"""a\u2028b""", NotAllowed("U+2028")),
            ("paragraph separator", @"""a\u2029b""", NotAllowed("U+2029")),
            ("bidi override", @"""a\u202eb""", NotAllowed("U+202E")),
            ("bidi isolate", @"""a\u2066b""", NotAllowed("U+2066")),
            ("no character", @"""a\ufffeb""", NotAllowed("U+FFFE")),
            ("unpaired high surrogate", @"""a\ud800b""", WrongType),
            ("unpaired low surrogate", @"""a\udc00b""", WrongType),
        ];

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string NotAllowed(string character) =>
        $"The name holds the character {character}, which is not allowed.";

    private static TestCaseData Case(string what, string body, string field, string message) =>
        new TestCaseData(body, field, message).SetArgDisplayNames(what);
}
