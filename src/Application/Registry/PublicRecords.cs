using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Registry;

/// <summary>Loads the facts behind public records; nothing hidden is even read.</summary>
public sealed class PublicRecords(IRegistryDb db, IAddressVault vault, IOptions<RegistryOptions> registry)
{
    /// <summary>More unexpired Passports than anybody holds for a reason; older ones are not shown anyway.</summary>
    private const int MaxPassports = 200;

    public async Task<PublicFacts?> OfAsync(IdentityId id, CancellationToken ct)
    {
        var found = await (
            from i in db.Identities.AsNoTracking()
            join a in db.Accounts on i.OwnerId equals a.Id into owners
            from owner in owners.DefaultIfEmpty()
            where i.Id == id
            select new { Identity = i, Confirmed = owner != null && owner.ConfirmedAt != null }).SingleOrDefaultAsync(ct);
        if (found is null) return null;

        var listed = await db.Surfaces.AsNoTracking()
            .Where(s => s.IdentityId == id && s.ListedKey != null)
            .OrderBy(s => s.Id)
            .ToListAsync(ct);
        // What expired before the last act changes nothing any more.
        var passports = await db.Passports.AsNoTracking()
            .Where(p => p.IdentityId == id && p.RevokedAt == null && p.Token != null && p.ExpiresAt > found.Identity.PublicChangedAt)
            .OrderByDescending(p => p.Id)
            .Take(MaxPassports)
            .ToListAsync(ct);
        return new PublicFacts(
            found.Identity, found.Confirmed, [.. listed.Select(s => (s, vault.Open(s.SealedAddress).Canonical))], passports, registry.Value);
    }

    /// <summary>The identity that everybody may meet at that address now; one look-up whether it is hidden, unproved or never heard of.</summary>
    public async Task<PublicFacts?> AtAsync(SurfaceAddress address, DateTimeOffset now, CancellationToken ct)
    {
        AddressKey? key = vault.KeyOf(address);
        var identity = await db.Surfaces.Where(s => s.ListedKey == key).Select(s => (IdentityId?)s.IdentityId).SingleOrDefaultAsync(ct);
        if (identity is null) return null;
        var facts = await OfAsync(identity.Value, ct);
        return facts?.SurfaceAt(key.Value, now) is null ? null : facts;
    }
}
