using AiIdentity.Domain.Passports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class SigningKeyConfiguration : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> key)
    {
        key.Property(k => k.Version).IsConcurrencyToken();
        key.Property(k => k.PublicKey).HasMaxLength(43).IsUnicode(false);
        key.Property(k => k.PrivateKey).HasMaxLength(2000).IsUnicode(false);
        // Two processes can't both make the first key, or the next.
        key.HasIndex(k => k.Number).IsUnique();
    }
}
