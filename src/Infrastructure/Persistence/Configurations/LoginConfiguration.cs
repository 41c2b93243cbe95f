using AiIdentity.Infrastructure.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class LoginConfiguration : IEntityTypeConfiguration<Login>
{
    public void Configure(EntityTypeBuilder<Login> login)
    {
        login.ToTable("Logins");
        login.Property(l => l.Id).HasMaxLength(30).IsUnicode(false);
        login.Property(l => l.FirstPasskey).HasMaxLength(64).IsUnicode(false);
        login.Ignore(l => l.AccountId);
    }
}

internal sealed class SpentPasskeyAnswerConfiguration : IEntityTypeConfiguration<SpentPasskeyAnswer>
{
    public void Configure(EntityTypeBuilder<SpentPasskeyAnswer> spent)
    {
        spent.HasKey(s => s.Digest);
        spent.Property(s => s.Digest).HasMaxLength(64).IsUnicode(false);
        spent.HasIndex(s => s.ExpiresAt);
    }
}
