using ApiKeys.Application.Common;
using ApiKeys.Application.Keys;
using ApiKeys.Application.Keys.Commands.IssueApiKey;
using ApiKeys.Application.Keys.Commands.RenameApiKey;
using ApiKeys.Application.Keys.Queries.ListApiKeys;
using ApiKeys.Application.Keys.Queries.ListKeyEvents;
using ApiKeys.Domain.Keys;
using FluentValidation;

namespace ApiKeys.Application.UnitTests;

public sealed class ValidatorTests
{
    private static readonly IssueApiKeyCommand Issue = new("Prod", ["read:chat"], null, null, null);
    private static readonly ListApiKeysQuery List = new(null, null, null, null, null);

    [TestCase("Prod", "")]
    [TestCase(null, "name")]
    [TestCase(" ", "name")]
    [TestCase("a\u202Eb", "name")]
    public void Rename_NeedsAName(string? name, string fields)
    {
        var command = new RenameApiKeyCommand(Ports.Reference, name, VersionCondition.None);

        Assert.That(Fields(new RenameApiKeyCommandValidator(), command), Is.EqualTo(fields));
    }

    [Test]
    public void Issue_WithNameAndScope_IsValid() => AssertIssue(Issue, "");

    [Test]
    public void Issue_WithNothing_NamesEveryMissingField() =>
        AssertIssue(new IssueApiKeyCommand(null, null, null, null, null), "name scopes");

    [Test]
    public void Issue_WithEverythingWrong_NamesEveryField() =>
        AssertIssue(
            new IssueApiKeyCommand("", [], "prod", "a b", TestKeys.Now),
            "environment expiresAt name scopes workspaceId"
        );

    [TestCase("live", "")]
    [TestCase("test", "")]
    [TestCase("Live", "environment")]
    [TestCase("", "environment")]
    public void Issue_TakesTheEnvironmentsOfTheContract(string word, string fields) =>
        AssertIssue(Issue with { Environment = word }, fields);

    [TestCase("main-2", "")]
    [TestCase("", "workspaceId")]
    [TestCase("a/b", "workspaceId")]
    public void Issue_TakesAWorkspaceId(string id, string fields) =>
        AssertIssue(Issue with { WorkspaceId = id }, fields);

    [TestCase(0, "expiresAt")]
    [TestCase(-1, "expiresAt")]
    [TestCase(1, "")]
    public void Issue_TakesAnExpiryInTheFuture(int milliseconds, string fields) =>
        AssertIssue(Issue with { ExpiresAt = Ports.Now.AddMilliseconds(milliseconds) }, fields);

    [Test]
    public void Issue_WithAnExpiryThatIsFutureByLessThanAMillisecond_IsRefused() =>
        AssertIssue(Issue with { ExpiresAt = Ports.Now.AddTicks(9_999) }, "expiresAt");

    [Test]
    public void Issue_WithAnUnknownScope_NamesIt()
    {
        var messages = Messages(Issue with { Scopes = ["read:chat", "read:all"] });

        Assert.That(messages, Is.EqualTo(new[] { "Not in the catalogue of scopes: read:all." }));
    }

    [Test]
    public void Issue_WithASecretInPlaceOfAScope_DoesNotRepeatIt()
    {
        var secret = TestKeys.Token().Reveal();

        var messages = Messages(Issue with { Scopes = [secret, null, "two words"] });

        Assert.That(
            messages,
            Is.EqualTo(new[] { "Not in the catalogue of scopes: (not a scope), (not a scope), (not a scope)." })
        );
    }

    [TestCase("active", "")]
    [TestCase("gone", "status")]
    [TestCase("", "status")]
    public void List_TakesAStatus(string status, string fields) => AssertList(List with { Status = status }, fields);

    [TestCase(1, "")]
    [TestCase(100, "")]
    [TestCase(null, "")]
    [TestCase(0, "limit")]
    [TestCase(101, "limit")]
    [TestCase(-1, "limit")]
    public void Lists_TakeALimitOf1To100(int? limit, string fields)
    {
        AssertList(List with { Limit = limit }, fields);
        AssertEvents(new ListKeyEventsQuery(default, null, limit), fields);
        AssertPage(new PageApiKeysQuery(null, limit, null), fields);
    }

    [Test]
    public void Lists_TakeTheirOwnCursorsOnly()
    {
        var key = new ApiKeyCursor(TestKeys.Now, Guid.CreateVersion7()).ToString();
        var version = new KeyEventCursor(5).ToString();

        AssertList(List with { Cursor = key }, "");
        AssertList(List with { Cursor = version }, "cursor");
        AssertEvents(new ListKeyEventsQuery(default, version, null), "");
        AssertEvents(new ListKeyEventsQuery(default, key, null), "cursor");
    }

    [TestCase(null, "")]
    [TestCase(1, "")]
    [TestCase(int.MaxValue, "")]
    [TestCase(0, "page")]
    [TestCase(-1, "page")]
    public void Page_IsOneOrMore(int? page, string fields) =>
        AssertPage(new PageApiKeysQuery(page, null, null), fields);

    private static void AssertIssue(IssueApiKeyCommand command, string fields) =>
        Assert.That(Fields(IssueValidator(), command), Is.EqualTo(fields));

    private static void AssertList(ListApiKeysQuery query, string fields) =>
        Assert.That(Fields(new ListApiKeysQueryValidator(), query), Is.EqualTo(fields));

    private static void AssertEvents(ListKeyEventsQuery query, string fields) =>
        Assert.That(Fields(new ListKeyEventsQueryValidator(), query), Is.EqualTo(fields));

    private static void AssertPage(PageApiKeysQuery query, string fields) =>
        Assert.That(Fields(new PageApiKeysQueryValidator(), query), Is.EqualTo(fields));

    private static string[] Messages(IssueApiKeyCommand command) =>
        [.. IssueValidator().Validate(command).Errors.Select(failure => failure.ErrorMessage)];

    private static IssueApiKeyCommandValidator IssueValidator() =>
        new(new ScopeCatalogue(Scope.DefaultCatalogue), new Ports().Clock);

    private static string Fields<T>(IValidator<T> validator, T request) =>
        string.Join(' ', validator.Validate(request).Errors.Select(failure => failure.PropertyName).Distinct().Order());
}
