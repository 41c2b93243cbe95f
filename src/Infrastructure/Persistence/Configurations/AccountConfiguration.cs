using AiIdentity.Application.Accounts;
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

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.Property(s => s.Version).IsConcurrencyToken();
        // An account's sessions: to list them, to end them all.
        session.HasIndex(s => s.OwnerId);
    }
}

internal sealed class AccountMailConfiguration : IEntityTypeConfiguration<AccountMail>
{
    public void Configure(EntityTypeBuilder<AccountMail> mail)
    {
        mail.Property(m => m.AddressDigest).HasMaxLength(43).IsUnicode(false);
        mail.Property(m => m.CodeHash).HasMaxLength(64).IsUnicode(false);
        mail.HasIndex(m => new { m.AddressDigest, m.WrittenAt });
        mail.HasIndex(m => m.AccountId);
    }
}
