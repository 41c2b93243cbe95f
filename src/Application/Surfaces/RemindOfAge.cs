using AiIdentity.Application.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Surfaces;

/// <summary>Tells operators, once, that a proof made with a one-time token has aged and what keeps it alive.</summary>
/// <returns>How many were told.</returns>
public sealed record RemindOfAge(int Most) : ICommand<int>;

internal sealed class RemindOfAgeHandler(IRegistryDb db, OwnerMails mails, SurfaceSchemes schemes, TimeProvider clock) : IRequestHandler<RemindOfAge, int>
{
    public async Task<int> Handle(RemindOfAge request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var aged = await db.Surfaces
            .Where(s => s.Binding != null && s.Binding.NextLookAt <= now && s.Binding.OneTime && s.Binding.AgeMailedAt == null)
            .OrderBy(s => s.Binding!.NextLookAt).Take(request.Most).ToListAsync(cancellationToken);
        foreach (var surface in aged)
        {
            surface.AgeMailed(schemes.Method(surface.Method).Rechecks, now);
            if (surface.StatusAt(now).Holds()) await mails.ProofAgedAsync(surface, now, cancellationToken);
        }

        return aged.Count;
    }
}
