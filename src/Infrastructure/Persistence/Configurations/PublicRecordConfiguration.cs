using AiIdentity.Domain.Identities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiIdentity.Infrastructure.Persistence.Configurations;

internal sealed class PublicRecordConfiguration : IEntityTypeConfiguration<PublicRecordRow>
{
    public void Configure(EntityTypeBuilder<PublicRecordRow> record)
    {
        record.ToTable("PublicRecords");
        // Found by its identity and by nothing else.
        record.HasKey(r => r.IdentityId);
        record.HasOne<Identity>().WithOne().HasForeignKey<PublicRecordRow>(r => r.IdentityId).OnDelete(DeleteBehavior.Restrict);
    }
}
