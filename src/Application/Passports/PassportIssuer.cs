using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Passports;

/// <summary>Writes and signs Passports: what the registry holds about an identity at that moment.</summary>
internal sealed class PassportIssuer(
    IRegistryDb db, IAddressVault vault, IPassportSigner signer, IStatusPlaces places, IOptions<RegistryOptions> registry, TimeProvider clock)
{
    private const string Anonymous = "anon";

    /// <returns>The Passport, which the unit of work saves, and the addresses that it names.</returns>
    public async Task<(Passport Passport, IReadOnlyList<SurfaceAddress> Surfaces)> IssueAsync(Identity identity, int days, CancellationToken ct)
    {
        var now = clock.Now();
        var surfaces = (await db.Surfaces.Where(s => s.IdentityId == identity.Id && s.ListedKey != null).OrderBy(s => s.Id).ToListAsync(ct))
            .Where(s => s.StatusAt(now).Counts())
            .ToList();
        SurfaceAddress[] addresses = [.. surfaces.Select(s => vault.Open(s.SealedAddress))];
        var confirmed = await db.Accounts.AnyAsync(a => a.Id == identity.OwnerId && a.ConfirmedAt != null, ct);
        var key = await signer.KeyInUseAsync(now, ct);
        var sequence = (await db.Passports.MaxAsync(p => (long?)p.Sequence, ct) ?? -1) + 1;
        var place = places.PlaceOf(sequence);
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var id = PassportId.New(now);
        var token = await signer.SignAsync(
            new PassportClaims(
                registry.Value.Issuer,
                identity.Id.ToString(),
                "verifier",
                issuedAt,
                issuedAt,
                issuedAt.AddDays(days),
                id.ToString(),
                Tiers.Of(confirmed, surfaces.Count > 0, identity.Attested),
                identity.Anonymous ? Anonymous : identity.OperatorDisplay!,
                [.. addresses.Select(a => a.Canonical)],
                identity.Capabilities,
                key.ToString(),
                registry.Value.IdentityUrl(identity.Id.ToString()),
                place.Index,
                registry.Value.StatusListUrl(place.List)),
            ct);
        var passport = Passport.Issue(
            id, identity.Id, identity.OwnerId, key, sequence, surfaces.Select(s => new NamedSurface(s.Id, s.Binding!.Epoch)), token, issuedAt, days, now);
        db.Passports.Add(passport);
        return (passport, addresses);
    }
}
