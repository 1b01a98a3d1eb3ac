using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ApiKeys.Infrastructure.Persistence.Providers.Sqlite;

internal sealed class SqliteApiKeysDbContext(DbContextOptions<SqliteApiKeysDbContext> options)
    : ApiKeysDbContext(options)
{
    /// <summary>The transaction of another context that the commands of this one run in; see <see cref="SqliteGroupCommit"/>.</summary>
    public SqliteTransaction? Joined { get; set; }

    protected override string BinaryCollation => "BINARY";
}

/// <summary>For the migrations tool, which needs the model and no database.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteApiKeysDbContext>
{
    public SqliteApiKeysDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteApiKeysDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
