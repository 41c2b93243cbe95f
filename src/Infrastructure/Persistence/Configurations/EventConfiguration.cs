using AiIdentity.Application.Accounts;
using AiIdentity.Application.Events;
using AiIdentity.Application.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class EventConfiguration : IEntityTypeConfiguration<RegistryEvent>
{
    public void Configure(EntityTypeBuilder<RegistryEvent> happened)
    {
        // Its triggers refuse every update and delete; EF must know that there are some.
        happened.ToTable("Events", table => table.HasTrigger("Events_AppendOnly"));
        happened.Property(e => e.Actor).HasMaxLength(40).IsUnicode(false);
        happened.Property(e => e.Reason).HasMaxLength(200);
        // What happened to an account, newest first.
        happened.HasIndex(e => new { e.OwnerId, e.Id });
    }
}

internal sealed class EventNoteConfiguration : IEntityTypeConfiguration<EventNote>
{
    public void Configure(EntityTypeBuilder<EventNote> note)
    {
        note.Property(n => n.Text).HasMaxLength(200);
        note.HasOne<RegistryEvent>().WithOne().HasForeignKey<EventNote>(n => n.Id).OnDelete(DeleteBehavior.Restrict);
        // All of an account's, to forget them with it.
        note.HasIndex(n => n.OwnerId);
    }
}

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> mail)
    {
        mail.Property(m => m.To).HasMaxLength(254);
        mail.Property(m => m.Subject).HasMaxLength(200);
        mail.HasIndex(m => m.NextTryAt);
    }
}

internal sealed class SecretConfiguration : IEntityTypeConfiguration<RegistrySecret>
{
    public void Configure(EntityTypeBuilder<RegistrySecret> secret)
    {
        secret.HasKey(s => s.Name);
        secret.Property(s => s.Name).HasMaxLength(40).IsUnicode(false);
        secret.Property(s => s.Sealed).HasMaxLength(4000).IsUnicode(false);
    }
}

internal sealed class IdempotentAnswerConfiguration : IEntityTypeConfiguration<IdempotentAnswer>
{
    public void Configure(EntityTypeBuilder<IdempotentAnswer> answer)
    {
        answer.Property(a => a.Id).HasMaxLength(43).IsUnicode(false);
        answer.Property(a => a.BodyDigest).HasMaxLength(43).IsUnicode(false);
        answer.Property(a => a.Location).HasMaxLength(200);
        answer.Property(a => a.SealedBody).IsUnicode(false);
        // Old ones are cleared away by age.
        answer.HasIndex(a => a.ExpiresAt);
    }
}
