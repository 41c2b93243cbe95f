using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>Ends the Passports that name a surface which is no longer public. Their public reason never says why it went.</summary>
internal sealed class RevokePassportsOnSurfaceNoLongerPublic(IRegistryDb db) : IEventHandler
{
    public async Task Handle(DomainEvent happened, CancellationToken ct)
    {
        var surface = happened.SurfaceId!.Value;
        var cause = happened.Type switch
        {
            EventType.SurfaceHidden => "hidden",
            EventType.SurfaceReleased => "released",
            EventType.SurfaceLapsed => "lapsed",
            EventType.SurfaceSuperseded => "superseded",
            _ => throw new InvalidOperationException($"{happened.Type} leaves a surface public."),
        };
        var naming = await db.Passports.Where(p => p.Token != null && p.Surfaces.Any(n => n.SurfaceId == surface)).ToListAsync(ct);
        foreach (var passport in naming)
        {
            if (!passport.Revoke(RevocationReason.Withdrawn, cause, happened.At, happened.ByRegistry)) passport.ForgetToken();
        }
    }
}
