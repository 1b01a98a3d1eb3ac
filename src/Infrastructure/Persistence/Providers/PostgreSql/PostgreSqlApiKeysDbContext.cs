using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ApiKeys.Infrastructure.Persistence.Providers.PostgreSql;

internal sealed class PostgreSqlApiKeysDbContext(DbContextOptions<PostgreSqlApiKeysDbContext> options)
    : ApiKeysDbContext(options)
{
    protected override string BinaryCollation => "C";
}

/// <summary>For the migrations tool, which needs the model and no database.</summary>
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlApiKeysDbContext>
{
    public PostgreSqlApiKeysDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlApiKeysDbContext>().UseNpgsql("Host=design-time").Options);
}
