using ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace ApiKeys.Infrastructure.IntegrationTests.PostgreSql;

/// <summary>What the operator's connection string says stays.</summary>
public sealed class ConnectionStringTests
{
    [TestCase("Host=db;Database=keys", 50)]
    [TestCase("Host=db;Database=keys;Max Auto Prepare=0", 0)]
    [TestCase("Host=db;Database=keys;max auto prepare=7", 7)]
    public void Statements_ArePrepared_UnlessTheConnectionStringSaysOtherwise(string configured, int prepared)
    {
        var options = new DbContextOptionsBuilder();
        new PostgreSqlProvider(configured).Configure(options);

        var used = new NpgsqlConnectionStringBuilder(
            RelationalOptionsExtension.Extract(options.Options).ConnectionString
        );
        Assert.That((used.Host, used.Database, used.MaxAutoPrepare), Is.EqualTo(("db", "keys", prepared)));
    }
}
