using ApiKeys.Domain.Keys;
using ApiKeys.TestCommon;
using ApiKeys.WebApi.FunctionalTests.Support;

namespace ApiKeys.WebApi.FunctionalTests.Verification;

/// <summary>Tokens to present, and the short way to ask what one is worth.</summary>
public abstract class VerificationFixture : ServiceFixture
{
    private protected const string NotFound =
        """200 {"valid":false,"code":"not_found","keyId":null,"name":null,"orgId":null,"workspaceId":null,"environment":null,"scopes":null,"expiresAt":null,"status":null}""";

    private protected const string WrongVerifier = "Wr0ngWr0ngWr0ngWr0ngWr0ngWr0ngWr";

    private protected static Task<Answer> VerifyAsync(TestTenant tenant, string token, string scopes = "[]") =>
        tenant.Client.CallAsync("POST /v1/api-keys/verify", Body(token, scopes));

    private protected static string Body(string token, string scopes = "[]") =>
        $$"""{"key":"{{token}}","scopes":{{scopes}}}""";

    /// <summary>What is said of the key <c>Deploy</c>, from <c>orgId</c> on.</summary>
    private protected static string Facts(TestTenant tenant, string expiresAt, string status) =>
        $$"""
            "name":"Deploy","orgId":"{{tenant.OrgId}}","workspaceId":"main","environment":"live","scopes":["read:chat","write:chat"],"expiresAt":{{expiresAt}},"status":"{{status}}"}
            """.Trim();

    private protected static Task<TestKey> DeployAsync(TestTenant tenant, string more = "") =>
        tenant.IssueAsync("Deploy", $$""" "scopes":["read:chat","write:chat"]{{more}} """);

    /// <summary>A well-formed token, right checksum included, that was never given out.</summary>
    private protected static KeyToken Forged(
        string selector,
        KeyEnvironment environment = KeyEnvironment.Live,
        string verifier = WrongVerifier
    ) => KeyToken.Create(environment, selector, verifier);
}
