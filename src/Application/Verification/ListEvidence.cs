using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MapsterMapper;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>The looks at a surface, newest first: who looked, when, what came of it.</summary>
public sealed record ListEvidence(IdentityId IdentityId, SurfaceId SurfaceId, PageRequest Page) : IQuery<Page<EvidenceView>>;

public sealed record EvidenceView(DateTimeOffset At, string Reader, string Outcome, string? Digest);

internal sealed class ListEvidenceHandler(IRegistryDb db, ICaller caller, IMapper mapper) : IRequestHandler<ListEvidence, Page<EvidenceView>>
{
    public async Task<Page<EvidenceView>> Handle(ListEvidence request, CancellationToken cancellationToken)
    {
        var surface = await db.SurfaceAsync(request.IdentityId, request.SurfaceId, caller, cancellationToken);
        var evidence = db.Evidence.AsNoTracking().Where(e => e.SurfaceId == surface.Id);
        if (request.Page.After<EventId>() is { } after) evidence = evidence.Where(e => e.Id < after);
        var rows = await evidence.OrderByDescending(e => e.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        return request.Page.Of(rows, e => e.Id.ToString()).Select(mapper.Map<EvidenceView>);
    }
}
