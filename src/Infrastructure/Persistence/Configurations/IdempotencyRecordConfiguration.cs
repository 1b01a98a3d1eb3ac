using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ApiKeys.Infrastructure.Persistence.Configurations;

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable("idempotency_records");
        builder.HasKey(record => new { record.CallerHash, record.KeyHash }).HasName("pk_idempotency_records");

        const int HashLength = IdempotencyRecord.HashLength;
        builder.Property(record => record.CallerHash).HasColumnName("caller_hash").HasMaxLength(HashLength);
        builder.Property(record => record.KeyHash).HasColumnName("key_hash").HasMaxLength(HashLength);
        builder.Property(record => record.Fingerprint).HasColumnName("fingerprint").HasMaxLength(HashLength);
        builder
            .Property(record => record.SealedAnswer)
            .HasColumnName("sealed_answer")
            .HasMaxLength(IdempotencyRecord.MaxAnswerLength);
        builder.Property(record => record.CreatedAt).HasColumnName("created_at");
        builder.HasIndex(record => record.CreatedAt).HasDatabaseName("ix_idempotency_records_created");
    }
}
