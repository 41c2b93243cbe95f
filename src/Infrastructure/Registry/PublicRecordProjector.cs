using AiIdentity.Application.Events;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
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
    private readonly FactsFromTables _tables;
    private readonly ChangeMessages _changes;
    private readonly AfterCommit _afterCommit;
    private readonly TimeProvider _clock;
    private readonly HashSet<IdentityId> _identities = [];
    private readonly HashSet<AccountId> _owners = [];

    public PublicRecordProjector(RegistryDb db, FactsFromTables tables, ChangeMessages changes, AfterCommit afterCommit, TimeProvider clock)
    {
        (_db, _tables, _changes, _afterCommit, _clock) = (db, tables, changes, afterCommit, clock);
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
        _identities.Clear();
        _owners.Clear();
    }

    /// <summary>Once everything is saved, and before the commit.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        // A confirmed email is a fact of all that its account owns.
        foreach (var owner in _owners) _identities.UnionWith(await _db.Identities.Where(i => i.OwnerId == owner).Select(i => i.Id).ToListAsync(ct));
        if (_identities.Count == 0) return;
        foreach (var id in _identities.ToList()) await WriteAsync(id, ct);
        await _db.SaveChangesAsync(ct);
    }

    private async Task WriteAsync(IdentityId id, CancellationToken ct)
    {
        if (await _tables.OfAsync(id, ct) is not { } facts) return;
        var (now, row) = (_clock.Now(), await _db.PublicRecords.FindAsync([id], ct));
        // Only what can be seen outside moves the record's time.
        if (facts.ContentAt(now) != row?.Read().ContentAt(now))
        {
            var identity = await _db.Identities.FindAsync([id], ct) ?? throw new InvalidOperationException("An identity's row went while its record was written.");
            identity.PublicRecordChanged(now);
            facts = facts with { ChangedAt = identity.PublicChangedAt };
        }

        if (row is null) _db.PublicRecords.Add(PublicRecordRow.Of(id, facts));
        else if (!row.Keep(facts)) return;
        _afterCommit.Want(() => _changes.Tell(id));
    }

    private void Collect()
    {
        foreach (var entry in _db.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached) continue;
            // A new account owns nothing yet.
            if (entry is { Entity: Account account, State: not EntityState.Added }) _owners.Add(account.Id);
            if (!NotShown.Contains(entry.Metadata.ClrType) && IdentityIdOf(entry.Metadata) is { } property
                && entry.Property(property.Name).CurrentValue is IdentityId id) _identities.Add(id);
        }
    }

    private static IReadOnlyProperty? IdentityIdOf(IReadOnlyEntityType entity) =>
        entity.GetProperties().FirstOrDefault(p => p.ClrType == typeof(IdentityId) || p.ClrType == typeof(IdentityId?));
}
