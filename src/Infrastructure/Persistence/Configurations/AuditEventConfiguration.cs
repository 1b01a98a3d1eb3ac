using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ApiKeys.Infrastructure.Persistence.Configurations;

internal sealed class AuditEventConfiguration : IEntityTypeConfiguration<AuditEvent>
{
    public void Configure(EntityTypeBuilder<AuditEvent> builder)
    {
        builder.ToTable("api_key_events");
        builder.HasKey(item => new { item.KeyId, item.Version }).HasName("pk_api_key_events");

        builder.Property(item => item.Id).HasColumnName("id");
        builder.Property(item => item.KeyId).HasColumnName("key_id");
        builder.Property(item => item.Version).HasColumnName("version").ValueGeneratedNever();
        builder.Property(item => item.Type).HasColumnName("type").HasMaxLength(40);
        builder.Property(item => item.At).HasColumnName("at");
        builder.Property(item => item.Actor).HasColumnName("actor").HasMaxLength(300);
        builder.Property(item => item.Data).HasColumnName("data").HasMaxLength(4000);

        builder
            .HasOne<ApiKey>()
            .WithMany()
            .HasForeignKey(item => item.KeyId)
            .OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_api_key_events_key");
    }
}
