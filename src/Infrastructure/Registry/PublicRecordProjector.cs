using AiIdentity.Application.Events;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Verification;
using AiIdentity.Infrastructure.Persistence;
using AiIdentity.Infrastructure.Redis;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AiIdentity.Infrastructure.Registry;

/// <summary>
/// Writes the public records that the running unit of work changes, in its transaction. It listens to every save of the context, and
/// finds whose record a changed row belongs to from the model: nobody who changes something has to tell.
/// </summary>
internal sealed class PublicRecordProjector
{
    /// <summary>Rows that have an identity's id, and nothing that a public record shows. Whatever is not named here counts.</summary>
    private static readonly HashSet<Type> NotShown = [typeof(RegistryEvent), typeof(VerificationChallenge), typeof(PublicRecordRow)];

    private readonly RegistryDb _db;
    private readonly StoredRecordBuilder _builder;
    private readonly ChangeMessages _changes;
    private readonly AfterCommit _afterCommit;
    private readonly TimeProvider _clock;
    /// <summary>Whose records may have changed; with the new Passports where nothing else of theirs has changed, else null.</summary>
    private readonly Dictionary<IdentityId, List<Passport>?> _changed = [];
    private readonly HashSet<AccountId> _owners = [];

    public PublicRecordProjector(RegistryDb db, StoredRecordBuilder builder, ChangeMessages changes, AfterCommit afterCommit, TimeProvider clock)
    {
        (_db, _builder, _changes, _afterCommit, _clock) = (db, builder, changes, afterCommit, clock);
        // The context detects its changes, and marks the owner of each changed owned row, before it raises this.
        db.SavingChanges += (_, _) => Collect();
    }

    /// <summary>Whether a changed row of that entity has its identity's record written anew.</summary>
    public static bool Sees(IReadOnlyEntityType entity) =>
        entity.ClrType == typeof(Account) || (!NotShown.Contains(entity.ClrType) && IdentityIdOf(entity) is not null)
        || (entity.FindOwnership() is { } ownership && Sees(ownership.PrincipalEntityType));

    /// <summary>Before each try of the unit's work.</summary>
    public void Reset()
    {
        _changed.Clear();
        _owners.Clear();
    }

    /// <summary>Once everything is saved, and before the commit.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        // A confirmed email is a fact of all that its account owns.
        foreach (var owner in _owners)
        {
            foreach (var owned in await _db.Identities.Where(i => i.OwnerId == owner).Select(i => i.Id).ToListAsync(ct)) _changed[owned] = null;
        }

        if (_changed.Count == 0) return;
        foreach (var (id, issued) in _changed.ToList()) await WriteAsync(id, issued, ct);
        await _db.SaveChangesAsync(ct);
    }

    private async Task WriteAsync(IdentityId id, List<Passport>? issued, CancellationToken ct)
    {
        var (now, row) = (_clock.Now(), await _db.PublicRecords.FindAsync([id], ct));
        // Issuing is the most frequent write: what a new Passport adds is known without reading the tables (ADR 10).
        var record = issued is not null && row is not null ? StoredRecordBuilder.AddPassports(row.Read(), issued) : await _builder.BuildAsync(id, ct);
        if (record is null) return;
        // Only what can be seen outside moves the record's time.
        if (record.ContentAt(now) != row?.Read().ContentAt(now))
        {
            var identity = await _db.Identities.FindAsync([id], ct) ?? throw new InvalidOperationException("An identity's row went while its record was written.");
            identity.PublicRecordChanged(now);
            record = record with { ChangedAt = identity.PublicChangedAt };
        }

        if (row is null) _db.PublicRecords.Add(PublicRecordRow.Of(id, record));
        else if (!row.Update(record)) return;
        _afterCommit.Add(() => _changes.Publish(id));
    }

    private void Collect()
    {
        foreach (var entry in _db.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached) continue;
            // A new account owns nothing yet.
            if (entry is { Entity: Account account, State: not EntityState.Added }) _owners.Add(account.Id);
            if (NotShown.Contains(entry.Metadata.ClrType) || IdentityIdOf(entry.Metadata) is not { } property
                || entry.Property(property.Name).CurrentValue is not IdentityId id) continue;
            if (entry is not { Entity: Passport passport, State: EntityState.Added }) _changed[id] = null;
            else if (!_changed.TryGetValue(id, out var issued)) _changed[id] = [passport];
            else issued?.Add(passport);
        }
    }

    private static IReadOnlyProperty? IdentityIdOf(IReadOnlyEntityType entity) =>
        entity.GetProperties().FirstOrDefault(p => p.ClrType == typeof(IdentityId) || p.ClrType == typeof(IdentityId?));
}
