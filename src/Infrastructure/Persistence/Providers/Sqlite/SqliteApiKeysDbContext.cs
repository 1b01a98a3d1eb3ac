using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ApiKeys.Infrastructure.Persistence.Providers.Sqlite;

internal sealed class SqliteApiKeysDbContext(DbContextOptions<SqliteApiKeysDbContext> options)
    : ApiKeysDbContext(options)
{
    protected override string BinaryCollation => "BINARY";
}

/// <summary>For the migrations tool, which needs the model and no database.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteApiKeysDbContext>
{
    public SqliteApiKeysDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteApiKeysDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
