using AiIdentity.Application.Accounts;
using AiIdentity.Application.Events;
using AiIdentity.Application.Idempotency;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using AiIdentity.Infrastructure.Accounts;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>The one model of the store; its two subclasses hold only what differs between the providers.</summary>
internal abstract class RegistryDb : IdentityUserContext<Login, string>, IRegistryDb, IDataProtectionKeyContext
{
    protected RegistryDb(DbContextOptions options) : base(options)
    {
        // Each access to the tracker would compare every tracked entity with what was read: done once a save instead.
        ChangeTracker.AutoDetectChangesEnabled = false;
    }

    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<AccountMail> AccountMails => Set<AccountMail>();
    public DbSet<Identity> Identities => Set<Identity>();
    public DbSet<Surface> Surfaces => Set<Surface>();
    public DbSet<VerificationChallenge> Challenges => Set<VerificationChallenge>();
    public DbSet<Evidence> Evidence => Set<Evidence>();
    public DbSet<Passport> Passports => Set<Passport>();
    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();
    public DbSet<RegistryEvent> Events => Set<RegistryEvent>();
    public DbSet<EventNote> EventNotes => Set<EventNote>();
    public DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();
    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<RegistrySecret> Secrets => Set<RegistrySecret>();
    public DbSet<SpentPasskeyAnswer> SpentPasskeyAnswers => Set<SpentPasskeyAnswer>();
    public DbSet<PublicRecordRow> PublicRecords => Set<PublicRecordRow>();

    private static IEnumerable<Type> Enums => new[] { typeof(Aggregate), typeof(IRegistryDb) }.SelectMany(type => type.Assembly.GetTypes()).Where(type => type.IsEnum);

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        Ids<AccountId>();
        Ids<ApiKeyId>();
        Ids<SessionId>();
        Ids<IdentityId>();
        Ids<AttestationId>();
        Ids<SurfaceId>();
        Ids<ChallengeId>();
        Ids<PassportId>();
        Ids<SigningKeyId>();
        Ids<EventId>();
        conventions.Properties<AddressKey>().HaveConversion<AddressKeyConverter>().HaveMaxLength(43).AreUnicode(false);
        // Codes, as they are written outside: whoever renames a member migrates the rows that hold it.
        foreach (var type in Enums) conventions.Properties(type, property => property.HaveConversion(typeof(CodeConverter<>).MakeGenericType(type)).HaveMaxLength(40).AreUnicode(false));
        conventions.Properties<IReadOnlyList<string>>().HaveConversion<TextListConverter, TextListComparer>();

        void Ids<TId>() where TId : struct, IId<TId> =>
            conventions.Properties<TId>().HaveConversion<IdConverter<TId>>().HaveMaxLength(26).AreUnicode(false);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(RegistryDb).Assembly);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // The unit of work judges the caller's access and keeps the public records: nothing is saved without it.
        if (Database.CurrentTransaction is null) throw new InvalidOperationException("Changes are saved in a unit of work.");
        IncrementVersions();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    // Only Data Protection's key repository writes this way.
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        IncrementVersions();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <summary>Until the transaction ends, no other one passes here for that account. SQLite's one writer is that already.</summary>
    internal virtual Task HoldAccountAsync(AccountId account, CancellationToken ct) => Task.CompletedTask;

    // A changed owned row counts as a change of its aggregate: else a race over a binding would go unnoticed.
    private void IncrementVersions()
    {
        ChangeTracker.DetectChanges();
        var entries = ChangeTracker.Entries().ToList();
        var changedOwners = entries
            .Where(e => e.Metadata.IsOwned() && e.State is not (EntityState.Unchanged or EntityState.Detached))
            .Select(OwnerKey)
            .ToHashSet();
        foreach (var entry in entries.Where(e => e.Entity is Aggregate))
        {
            if (entry.State is EntityState.Modified || entry.State is EntityState.Unchanged && changedOwners.Contains(Key(entry)))
            {
                var version = entry.Property(nameof(Aggregate.Version));
                if (!version.IsModified) version.CurrentValue = (int)version.OriginalValue! + 1;
            }
        }
    }

    private static (Type, object?) Key(EntityEntry entry) =>
        (entry.Metadata.ClrType, entry.Metadata.FindPrimaryKey()!.Properties is [var id] ? entry.Property(id.Name).CurrentValue : null);

    private static (Type, object?) OwnerKey(EntityEntry owned)
    {
        var ownership = owned.Metadata.FindOwnership()!;
        return (ownership.PrincipalEntityType.ClrType, owned.Property(ownership.Properties[0].Name).CurrentValue);
    }
}
