using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ApiKeys.Infrastructure.Persistence.Providers.SqlServer;

internal sealed class SqlServerApiKeysDbContext(DbContextOptions<SqlServerApiKeysDbContext> options)
    : ApiKeysDbContext(options)
{
    protected override string BinaryCollation => "Latin1_General_100_BIN2";
}

/// <summary>For the migrations tool, which needs the model and no database.</summary>
internal sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerApiKeysDbContext>
{
    public SqlServerApiKeysDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerApiKeysDbContext>().UseSqlServer("Server=design-time").Options);
}
