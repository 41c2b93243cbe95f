using System.Text.Json;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Identities;

/// <summary>A surface as its operator sees it.</summary>
/// <param name="Method">By which it was last shown; before the first proof, the strongest that its address allows.</param>
/// <param name="Evidence">What everybody may know of the proof beside its age; null for nothing.</param>
public sealed record SurfaceView(
    string Id, string Surface, string Method, bool Public, SurfaceStatus Status,
    DateTimeOffset? VerifiedAt, DateTimeOffset? LastCheckedAt, DateTimeOffset? NextCheckDue, Freshness? Freshness, JsonElement? Evidence);

/// <summary>An identity as its operator sees it; released surfaces left out.</summary>
public sealed record IdentityView(
    string Id, string Name, string? OperatorDisplay, bool Anonymous, IReadOnlyList<string> Capabilities,
    IdentityStatus Status, Tier Tier, DateTimeOffset CreatedAt, IReadOnlyList<SurfaceView> Surfaces);

/// <summary>Draws aggregates as their operator sees them.</summary>
public sealed class OperatorViews(IRegistryDb db, IAddressVault vault, ProofMethods methods)
{
    public SurfaceView Of(Surface surface, DateTimeOffset now)
    {
        var status = surface.StatusAt(now);
        var binding = status.Holds() ? surface.Binding : null;
        return new SurfaceView(
            surface.Id.ToString(), vault.Open(surface.SealedAddress).Canonical, surface.Method, surface.Public, status,
            binding?.VerifiedAt, binding?.LastCheckedAt, binding?.NextCheckDue, binding?.FreshnessAt(now),
            binding is null ? null : methods[surface.Method].EvidenceOf(binding.State));
    }

    public IdentityView Of(Identity identity, bool emailConfirmed, IEnumerable<Surface> surfaces, DateTimeOffset now)
    {
        Surface[] unreleased = [.. surfaces.Where(s => s.ReleasedAt is null).OrderBy(s => s.Id.Value)];
        return new IdentityView(
            identity.Id.ToString(), identity.Name, identity.OperatorDisplay, identity.Anonymous, identity.Capabilities, identity.Status,
            Tiers.Of(emailConfirmed, unreleased.Any(s => s.Public && s.StatusAt(now).Counts()), identity.Attested),
            identity.CreatedAt, [.. unreleased.Select(s => Of(s, now))]);
    }

    /// <summary>Draws identities of one account, whose surfaces come in one query.</summary>
    public async Task<IReadOnlyList<IdentityView>> OfAsync(IReadOnlyList<Identity> identities, DateTimeOffset now, CancellationToken ct)
    {
        if (identities.Count == 0) return [];
        IdentityId[] ids = [.. identities.Select(i => i.Id)];
        var owner = identities[0].OwnerId;
        var confirmed = await db.Accounts.AnyAsync(a => a.Id == owner && a.ConfirmedAt != null, ct);
        var surfaces = (await db.Surfaces.AsNoTracking().Where(s => ids.Contains(s.IdentityId) && s.ReleasedAt == null).ToListAsync(ct))
            .ToLookup(s => s.IdentityId);
        return [.. identities.Select(i => Of(i, confirmed, surfaces[i.Id], now))];
    }
}
