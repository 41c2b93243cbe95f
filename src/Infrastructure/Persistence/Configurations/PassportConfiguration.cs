using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class PassportConfiguration : IEntityTypeConfiguration<Passport>
{
    public void Configure(EntityTypeBuilder<Passport> passport)
    {
        passport.Property(p => p.Version).IsConcurrencyToken();
        passport.Property(p => p.Token).IsUnicode(false);
        passport.HasOne<Identity>().WithMany().HasForeignKey(p => p.IdentityId).OnDelete(DeleteBehavior.Restrict);
        // An identity's Passports, newest first.
        passport.HasIndex(p => new { p.IdentityId, p.Id });
        // A place in the status lists is never dealt twice.
        passport.HasIndex(p => p.Sequence).IsUnique();
        // The revocation feed, newest first.
        passport.HasIndex(p => p.RevokedAt).HasFilter("RevokedAt IS NOT NULL");
        // A compromised key ends what it signed.
        passport.HasIndex(p => new { p.KeyId, p.ExpiresAt }).HasFilter("RevokedAt IS NULL");
        passport.OwnsMany(p => p.Surfaces, named =>
        {
            named.ToTable("PassportSurfaces");
            named.WithOwner().HasForeignKey("PassportId");
            named.HasKey("PassportId", nameof(NamedSurface.SurfaceId));
            named.Property(n => n.SurfaceId).ValueGeneratedNever();
            // A surface that stops being public ends the Passports that name it.
            named.HasIndex(n => n.SurfaceId);
        });
    }
}
