using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>A released surface has nothing left to prove.</summary>
internal sealed class CancelChallenges(IRegistryDb db) : INotificationHandler<DomainEventHappened>
{
    public async Task Handle(DomainEventHappened notification, CancellationToken cancellationToken)
    {
        if (notification.Event is not { Type: EventType.SurfaceReleased, SurfaceId: { } surface } released) return;
        var open = await db.Challenges
            .Where(c => c.SurfaceId == surface && c.VerifiedAt == null && c.SupersededAt == null && c.CancelledAt == null)
            .ToListAsync(cancellationToken);
        foreach (var challenge in open) challenge.Cancel(released.At);
    }
}
