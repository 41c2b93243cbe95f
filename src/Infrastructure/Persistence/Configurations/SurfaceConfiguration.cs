using AiIdentity.Application.Verification;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class SurfaceConfiguration : IEntityTypeConfiguration<Surface>
{
    /// <summary>One binding per folded address over the whole registry.</summary>
    public const string OneBinding = "IX_Surfaces_OneBinding";
    /// <summary>One unreleased surface per address within an identity.</summary>
    public const string OncePerIdentity = "IX_Surfaces_OncePerIdentity";

    public void Configure(EntityTypeBuilder<Surface> surface)
    {
        surface.Property(s => s.Version).IsConcurrencyToken();
        surface.Property(s => s.Method).HasMaxLength(SurfaceMethod.MaxIdLength).IsUnicode(false);
        // 512 characters of an address, encrypted and in base64url.
        surface.Property(s => s.SealedAddress).HasMaxLength(1000).IsUnicode(false);
        surface.HasOne<Identity>().WithMany().HasForeignKey(s => s.IdentityId).OnDelete(DeleteBehavior.Restrict);
        surface.OwnsOne(s => s.Binding, binding =>
        {
            binding.Property(b => b.Epoch).HasColumnName("Epoch");
            binding.Property(b => b.BoundAt).HasColumnName("BoundAt");
            binding.Property(b => b.VerifiedAt).HasColumnName("VerifiedAt");
            binding.Property(b => b.LastCheckedAt).HasColumnName("LastCheckedAt");
            binding.Property(b => b.NextCheckDue).HasColumnName("NextCheckDue");
            binding.Property(b => b.NextLookAt).HasColumnName("NextLookAt");
            binding.Property(b => b.State).HasColumnName("State").HasMaxLength(ProofOfControl.MaxStateLength);
            binding.Property(b => b.Correlation).HasColumnName("Correlation").HasMaxLength(ProofOfControl.MaxCorrelationLength).IsUnicode(false);
            binding.Property(b => b.OneTime).HasColumnName("OneTime");
            binding.Property(b => b.Outages).HasColumnName("Outages");
            binding.Property(b => b.GrantLostAt).HasColumnName("GrantLostAt");
            binding.Property(b => b.ContradictedAt).HasColumnName("ContradictedAt");
            binding.Property(b => b.SuspendedAt).HasColumnName("SuspendedAt");
            binding.Property(b => b.AgeMailedAt).HasColumnName("AgeMailedAt");
            binding.Property(b => b.LapsesAt).HasColumnName("LapsesAt");
            // Lapses that time has brought, to be written down.
            binding.HasIndex(b => b.LapsesAt).HasDatabaseName("IX_Surfaces_LapsesAt").HasFilter("LapsesAt IS NOT NULL");
            // Hints from outside find a binding by it.
            binding.HasIndex(b => b.Correlation).HasDatabaseName("IX_Surfaces_Correlation").HasFilter("Correlation IS NOT NULL");
            // The worker picks due bindings in order of due time.
            binding.HasIndex(b => b.NextLookAt).HasDatabaseName("IX_Surfaces_NextLookAt").HasFilter("NextLookAt IS NOT NULL");
        });
        surface.HasIndex(s => s.AddressKey, OneBinding).IsUnique().HasFilter("BoundAt IS NOT NULL");
        surface.HasIndex(s => new { s.IdentityId, s.AddressKey }, OncePerIdentity).IsUnique().HasFilter("ReleasedAt IS NULL");
        // All of an identity's, released ones too: its record, its revocation, its owner's export.
        surface.HasIndex(s => s.IdentityId);
        // Whois finds a surface by nothing else: one seek, hidden or unknown alike.
        surface.HasIndex(s => s.ListedKey).IsUnique().HasFilter("ListedKey IS NOT NULL");
        // The next epoch of an address.
        surface.HasIndex(s => new { s.AddressKey, s.LastEpoch });
    }
}

internal sealed class ChallengeConfiguration : IEntityTypeConfiguration<VerificationChallenge>
{
    public void Configure(EntityTypeBuilder<VerificationChallenge> challenge)
    {
        challenge.ToTable("Challenges");
        challenge.Property(c => c.Version).IsConcurrencyToken();
        challenge.Property(c => c.Method).HasMaxLength(SurfaceMethod.MaxIdLength).IsUnicode(false);
        challenge.Property(c => c.Token).HasMaxLength(ChallengeToken.Length).IsUnicode(false);
        challenge.HasOne<Surface>().WithMany().HasForeignKey(c => c.SurfaceId).OnDelete(DeleteBehavior.Restrict);
        // Unique for ever: rows are never deleted.
        challenge.HasIndex(c => c.Token).IsUnique();
        // Open challenges of an account for an address, over its identities.
        challenge.HasIndex(c => new { c.OwnerId, c.AddressKey, c.ExpiresAt });
        challenge.HasIndex(c => c.NextLookAt).HasFilter("NextLookAt IS NOT NULL");
    }
}

internal sealed class EvidenceConfiguration : IEntityTypeConfiguration<Evidence>
{
    public void Configure(EntityTypeBuilder<Evidence> evidence)
    {
        evidence.ToTable("Evidence");
        evidence.Property(e => e.Reader).HasMaxLength(EvidenceReaders.MaxLength).IsUnicode(false);
        evidence.Property(e => e.Outcome).HasMaxLength(CheckOutcome.MaxLength).IsUnicode(false);
        evidence.Property(e => e.Digest).HasMaxLength(43).IsUnicode(false);
        evidence.HasIndex(e => new { e.SurfaceId, e.Id });
    }
}
