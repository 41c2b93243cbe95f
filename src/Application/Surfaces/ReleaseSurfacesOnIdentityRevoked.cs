using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Surfaces;

/// <summary>A revoked identity releases its surfaces.</summary>
internal sealed class ReleaseSurfacesOnIdentityRevoked(IRegistryDb db) : IEventHandler
{
    public async Task Handle(DomainEvent happened, CancellationToken ct)
    {
        var identity = happened.IdentityId!.Value;
        var surfaces = await db.Surfaces.Where(s => s.IdentityId == identity && s.ReleasedAt == null).ToListAsync(ct);
        foreach (var surface in surfaces) surface.Release(happened.At);
    }
}
