using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>A released surface has nothing left to prove.</summary>
internal sealed class CancelChallengesOnSurfaceReleased(IRegistryDb db) : IEventHandler
{
    public async Task Handle(DomainEvent happened, CancellationToken ct)
    {
        var surface = happened.SurfaceId!.Value;
        var open = await db.Challenges
            .Where(c => c.SurfaceId == surface && c.VerifiedAt == null && c.SupersededAt == null && c.CancelledAt == null)
            .ToListAsync(ct);
        foreach (var challenge in open) challenge.Cancel(happened.At);
    }
}
