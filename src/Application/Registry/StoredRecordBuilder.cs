using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Registry;

/// <summary>Builds a public record from the tables that its facts come from; nothing hidden is even read.</summary>
public sealed class StoredRecordBuilder(IRegistryDb db, IAddressVault vault, ProofMethods methods)
{
    /// <summary>More unexpired Passports than anybody holds for a reason; older ones are not shown anyway.</summary>
    private const int MaxPassports = 200;

    public async Task<StoredRecord?> BuildAsync(IdentityId id, CancellationToken ct)
    {
        var found = await (
            from i in db.Identities.AsNoTracking()
            join a in db.Accounts on i.OwnerId equals a.Id into owners
            from owner in owners.DefaultIfEmpty()
            where i.Id == id
            select new { Identity = i, Confirmed = owner != null && owner.ConfirmedAt != null }).SingleOrDefaultAsync(ct);
        if (found is null) return null;

        var identity = found.Identity;
        var listed = await db.Surfaces.AsNoTracking()
            .Where(s => s.IdentityId == id && s.ListedKey != null)
            .OrderBy(s => s.Id)
            .ToListAsync(ct);
        // One that expired before the record last changed affects nothing any more.
        var passports = await db.Passports.AsNoTracking()
            .Where(p => p.IdentityId == id && p.RevokedAt == null && p.Token != null && p.ExpiresAt > identity.PublicChangedAt)
            .OrderByDescending(p => p.Id)
            .Take(MaxPassports)
            .ToListAsync(ct);
        return Build(identity, found.Confirmed, listed.Select(s => (s, vault.Open(s.SealedAddress).Canonical, methods[s.Method].EvidenceOf(s.Binding!.State))), passports);
    }

    /// <param name="listed">The listed surfaces with their canonical addresses and what may be told of their proofs.</param>
    /// <param name="passports">Those that are not revoked, newest first.</param>
    public static StoredRecord Build(Identity identity, bool emailConfirmed, IEnumerable<(Surface Surface, string Address, JsonElement? Evidence)> listed, IEnumerable<Passport> passports) => new(
        identity.Id.ToString(), identity.Name, identity.Status, identity.OperatorDisplay, identity.Anonymous, identity.Capabilities,
        emailConfirmed, identity.Attested, identity.PublicChangedAt, [.. listed.Select(l => Stored(l.Surface, l.Address, l.Evidence))], WorthShowing(passports.Select(Stored)));

    /// <summary>What <see cref="BuildAsync"/> gives once these new Passports are saved, where nothing else has changed since <paramref name="before"/>.</summary>
    public static StoredRecord AddPassports(StoredRecord before, IEnumerable<Passport> issued) => before with
    {
        Passports = WorthShowing([.. issued.OrderByDescending(p => p.Id.Value).Select(Stored), .. before.Passports.Where(p => p.ExpiresAt > before.ChangedAt)]),
    };

    private static StoredSurface Stored(Surface surface, string address, JsonElement? evidence)
    {
        var (binding, lifecycle) = (surface.Binding!, surface.Binding!.Lifecycle);
        return new StoredSurface(
            surface.Id.ToString(), surface.AddressKey.Value, address, surface.Method, binding.Epoch,
            binding.VerifiedAt, binding.LastCheckedAt, lifecycle.NextCheckDue, lifecycle.LapsesAt, lifecycle.GrantLost, lifecycle.Suspended, evidence);
    }

    // Whenever an older one could be shown, so could a newer one that ends no sooner and names nothing else: then it never is.
    private static List<StoredPassport> WorthShowing(IEnumerable<StoredPassport> newestFirst)
    {
        var shown = new List<StoredPassport>();
        foreach (var passport in newestFirst)
        {
            if (!shown.Exists(newer => newer.ExpiresAt >= passport.ExpiresAt && newer.Named.All(passport.Named.Contains))) shown.Add(passport);
        }

        return shown;
    }

    private static StoredPassport Stored(Passport passport) => new(
        passport.Id.ToString(), passport.Token!, passport.KeyId.ToString(), passport.IssuedAt, passport.ExpiresAt, NamedBinding.Of(passport));
}
