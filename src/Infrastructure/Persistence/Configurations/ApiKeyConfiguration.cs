using ApiKeys.Domain.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ApiKeys.Infrastructure.Persistence.Configurations;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    private const int WordLength = 8;
    private const int ActorLength = 300;

    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.HasKey(key => key.Id).HasName("pk_api_keys");
        builder.Ignore(key => key.Events);
        builder.Ignore(key => key.Prefix);
        builder.Ignore(key => key.GrantsAll);

        builder.Property(key => key.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(key => key.OrgId).HasColumnName("org_id").HasMaxLength(Tenant.MaxIdLength);
        builder.Property(key => key.WorkspaceId).HasColumnName("workspace_id").HasMaxLength(Tenant.MaxIdLength);
        builder
            .Property(key => key.Environment)
            .HasColumnName("environment")
            .HasConversion<KeyEnvironmentConverter>()
            .HasMaxLength(WordLength);
        builder.Property(key => key.Selector).HasColumnName("selector").HasMaxLength(KeyToken.SelectorLength);
        builder
            .Property(key => key.Name)
            .HasColumnName("name")
            .HasConversion<ApiKeyNameConverter>()
            .HasMaxLength(ApiKeyName.MaxUtf16Units);
        builder
            .Property(key => key.NormalizedName)
            .HasColumnName("normalized_name")
            .HasMaxLength(ApiKeyName.MaxNormalizedUtf16Units);
        builder.Property(key => key.VerifierHash).HasColumnName("verifier_hash").HasMaxLength(KeyToken.HashLength);
        builder
            .Property(key => key.Scopes)
            .HasColumnName("scopes")
            .HasConversion<ScopesConverter, ScopesComparer>()
            .HasMaxLength(Scope.MaxJoinedLength);
        builder.Property(key => key.CreatedBy).HasColumnName("created_by").HasMaxLength(ActorLength);
        builder.Property(key => key.CreatedAt).HasColumnName("created_at");
        builder.Property(key => key.ExpiresAt).HasColumnName("expires_at");
        builder
            .Property(key => key.LastUsedAt)
            .HasColumnName("last_used_at")
            .Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.Property(key => key.RotatedAt).HasColumnName("rotated_at");
        builder.Property(key => key.GraceEndsAt).HasColumnName("grace_ends_at");
        builder.Property(key => key.RevokedAt).HasColumnName("revoked_at");
        builder.Property(key => key.PredecessorId).HasColumnName("predecessor_id");
        builder.Property(key => key.Version).HasColumnName("version").IsConcurrencyToken();

        builder.HasIndex(key => key.Selector).IsUnique().HasDatabaseName("ux_api_keys_selector");
        builder
            .HasIndex(key => new
            {
                key.OrgId,
                key.WorkspaceId,
                key.NormalizedName,
            })
            .IsUnique()
            .HasFilter("revoked_at IS NULL AND rotated_at IS NULL")
            .HasDatabaseName("ux_api_keys_name");
        builder
            .HasIndex(key => new
            {
                key.OrgId,
                key.WorkspaceId,
                key.CreatedAt,
                key.Id,
            })
            .HasDatabaseName("ix_api_keys_workspace_newest");
        builder
            .HasIndex(key => new
            {
                key.OrgId,
                key.CreatedAt,
                key.Id,
            })
            .HasDatabaseName("ix_api_keys_org_newest");

        // From new to old: the other way round the insert would come before the name is free. One successor at most.
        builder
            .HasOne<ApiKey>()
            .WithOne()
            .HasForeignKey<ApiKey>(key => key.PredecessorId)
            .OnDelete(DeleteBehavior.Restrict)
            .HasConstraintName("fk_api_keys_predecessor");
        builder
            .HasIndex(key => key.PredecessorId)
            .IsUnique()
            .HasFilter("predecessor_id IS NOT NULL")
            .HasDatabaseName("ux_api_keys_predecessor");
    }
}
