using AiIdentity.Domain.Identities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class IdentityConfiguration : IEntityTypeConfiguration<Identity>
{
    public void Configure(EntityTypeBuilder<Identity> identity)
    {
        identity.Property(i => i.Version).IsConcurrencyToken();
        identity.Property(i => i.Name).HasMaxLength(DisplayText.MaxUnits);
        identity.Property(i => i.OperatorDisplay).HasMaxLength(DisplayText.MaxUnits);
        identity.Property(i => i.Capabilities).HasMaxLength(4000);
        // Lists of an account, newest first.
        identity.HasIndex(i => new { i.OwnerId, i.Id });
        // The plan's quota: two creations at once can't take one place.
        identity.HasIndex(i => new { i.OwnerId, i.PlanSlot }).IsUnique().HasFilter("PlanSlot IS NOT NULL");
        identity.OwnsMany(i => i.Attestations, attestation =>
        {
            attestation.ToTable("Attestations");
            attestation.WithOwner().HasForeignKey("IdentityId");
            attestation.HasKey(a => a.Id);
            attestation.Property(a => a.Id).ValueGeneratedNever();
            attestation.Property(a => a.Provider).HasMaxLength(200);
            attestation.Property(a => a.Reference).HasMaxLength(200);
            attestation.Property(a => a.EndReason).HasMaxLength(200);
        });
    }
}
