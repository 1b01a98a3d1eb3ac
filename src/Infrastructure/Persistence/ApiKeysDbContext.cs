using ApiKeys.Domain.Keys;
using ApiKeys.Infrastructure.Persistence.Configurations;
using Microsoft.EntityFrameworkCore;

namespace ApiKeys.Infrastructure.Persistence;

/// <summary>The model of every database; a provider derives from it to say how its strings are compared byte by byte.</summary>
internal abstract class ApiKeysDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<ApiKey> Keys => Set<ApiKey>();
    public DbSet<AuditEvent> Events => Set<AuditEvent>();

    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    /// <summary>A collation that compares code units: default ones ignore case and equate emoji.</summary>
    protected abstract string BinaryCollation { get; }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().UseCollation(BinaryCollation);
        configurationBuilder.Properties<ApiKeyName>().UseCollation(BinaryCollation);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>().HavePrecision(3);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new ApiKeyConfiguration());
        modelBuilder.ApplyConfiguration(new AuditEventConfiguration());
        modelBuilder.ApplyConfiguration(new IdempotencyRecordConfiguration());
    }
}
