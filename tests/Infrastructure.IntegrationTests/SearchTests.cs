using ApiKeys.Application.Keys.Queries.ListApiKeys;

namespace ApiKeys.Infrastructure.IntegrationTests;

[TestFixtureSource(typeof(TestDatabases), nameof(TestDatabases.Providers))]
public sealed class SearchTests(string provider)
{
    private static readonly string[] Names =
    [
        "100%",
        "100 percent",
        "a_b",
        "axb",
        "a[b]c",
        @"back\slash",
        "it's",
        "Äpfel grün",
        "Apfel",
        "Rocket 🚀",
        "Satellite 🛰",
    ];

    [TestCase("%", "100%")]
    [TestCase("00%", "100%")]
    [TestCase("_", "a_b")]
    [TestCase("[", "a[b]c")]
    [TestCase("[b]", "a[b]c")]
    [TestCase(@"\", @"back\slash")]
    [TestCase(@"\%", "")]
    [TestCase("'", "it's")]
    [TestCase("ÄPFEL", "Äpfel grün")]
    [TestCase("äpfel", "Äpfel grün")]
    [TestCase("a\u0308pfel", "Äpfel grün")]
    [TestCase("GRÜ", "Äpfel grün")]
    [TestCase("apfel", "Apfel")]
    [TestCase("ａｐｆｅｌ", "Apfel")]
    [TestCase("🚀", "Rocket 🚀")]
    [TestCase("🛸", "")]
    [TestCase("100", "100 percent|100%")]
    [TestCase("nothing like it", "")]
    public async Task Search_ForAPart_FindsItAsText(string search, string expected)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(Names.Select(name => TestKeys.New(name)));

        var listed = await database.SendAsync(new ListApiKeysQuery(null, null, search, null, null));
        var paged = await database.SendAsync(new PageApiKeysQuery(null, null, search));

        var names = expected.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Assert.Multiple(() =>
        {
            Assert.That(listed.Value.Items.Select(key => key.Name), Is.EquivalentTo(names));
            Assert.That(paged.Value.Items.Select(key => key.Name), Is.EquivalentTo(names));
            Assert.That(paged.Value.Total, Is.EqualTo(names.Length));
        });
    }

    [Test]
    public async Task Search_ForNothing_FindsEverything()
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.AddAsync(Names.Select(name => TestKeys.New(name)));

        var listed = await database.SendAsync(new ListApiKeysQuery(null, null, "", null, null));
        Assert.That(listed.Value.Items, Has.Count.EqualTo(Names.Length));
    }
}
