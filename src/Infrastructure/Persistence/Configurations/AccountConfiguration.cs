using AiIdentity.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.Property(a => a.Version).IsConcurrencyToken();
        account.Property(a => a.Email).HasMaxLength(254);
        account.Property(a => a.NormalizedEmail).HasMaxLength(254);
        // Sign-in and registration look an address up; one confirmed account per address.
        account.HasIndex(a => a.NormalizedEmail, "IX_Accounts_Email");
        account.HasIndex(a => a.NormalizedEmail, "IX_Accounts_ConfirmedEmail").IsUnique().HasFilter("ConfirmedAt IS NOT NULL");
    }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.Property(k => k.Version).IsConcurrencyToken();
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.Prefix).HasMaxLength(20).IsUnicode(false);
        key.Property(k => k.SecretHash).HasMaxLength(64).IsUnicode(false);
        key.Property(k => k.Scopes).HasMaxLength(400);
        // Every call with a key finds it by its hash.
        key.HasIndex(k => k.SecretHash).IsUnique();
        key.HasIndex(k => new { k.OwnerId, k.Id });
    }
}
