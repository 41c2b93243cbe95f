using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Surfaces;

/// <summary>A revoked identity releases its surfaces.</summary>
internal sealed class EndWithIdentity(IRegistryDb db) : INotificationHandler<DomainEventHappened>
{
    public async Task Handle(DomainEventHappened notification, CancellationToken cancellationToken)
    {
        if (notification.Event is not { Type: EventType.IdentityRevoked, IdentityId: { } identity } revoked) return;
        var surfaces = await db.Surfaces.Where(s => s.IdentityId == identity && s.ReleasedAt == null).ToListAsync(cancellationToken);
        foreach (var surface in surfaces) surface.Release(revoked.At);
    }
}
