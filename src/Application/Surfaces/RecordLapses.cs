using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Surfaces;

/// <summary>Writes down lapses that time has brought, each with the revocations that follow from it.</summary>
/// <returns>How many were written; fewer than asked for means that none is left.</returns>
public sealed record RecordLapses(int Most) : ICommand<int>;

internal sealed class RecordLapsesHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<RecordLapses, int>
{
    public async Task<int> Handle(RecordLapses request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var lapsed = await db.Surfaces
            .Where(s => s.Binding != null && s.Binding.LapsesAt <= now)
            .OrderBy(s => s.Binding!.LapsesAt).Take(request.Most).ToListAsync(cancellationToken);
        foreach (var surface in lapsed) surface.RecordLapse(now);
        return lapsed.Count;
    }
}
