using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Identities;

/// <summary>Loads what is the caller's own, to change it; somebody else's, the registry's own too, is as unknown as what never was.</summary>
internal static class OwnedRows
{
    public static async Task<Identity> IdentityAsync(this IRegistryDb db, IdentityId id, ICaller caller, CancellationToken ct) =>
        await db.Identities.SingleOrDefaultAsync(
            i => i.Id == id && (caller.ActsAsAdministrator ? i.OwnerId != AccountId.Registry : i.OwnerId == caller.AccountId), ct)
        ?? throw new RefusedException(IdentityErrors.Unknown);

    public static async Task<Surface> SurfaceAsync(this IRegistryDb db, IdentityId identity, SurfaceId id, ICaller caller, CancellationToken ct) =>
        await db.Surfaces.SingleOrDefaultAsync(s => s.Id == id && s.IdentityId == identity && s.OwnerId == caller.AccountId && s.ReleasedAt == null, ct)
        ?? throw new RefusedException(SurfaceErrors.Unknown);
}
