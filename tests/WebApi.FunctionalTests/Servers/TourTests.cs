namespace ApiKeys.WebApi.FunctionalTests.Servers;

[Platform(Exclude = "Win")]
internal sealed class TourTests
{
    [Test]
    public async Task Tour_OfTheReadmeOnPostgreSql_AnswersWhatItPromises() =>
        await ReadmeTests.AssertTourAsync(await PostgreSqlDatabases.CreateAsync());
}
