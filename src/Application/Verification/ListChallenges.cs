using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>The attempts to prove a surface, newest first: who comes back goes on with the token that is already in About.</summary>
public sealed record ListChallenges(IdentityId IdentityId, SurfaceId SurfaceId, PageRequest Page) : IQuery<Page<ChallengeView>>;

internal sealed class ListChallengesHandler(IRegistryDb db, ICaller caller, IAddressVault vault, ChallengeViews views, TimeProvider clock)
    : IRequestHandler<ListChallenges, Page<ChallengeView>>
{
    public async Task<Page<ChallengeView>> Handle(ListChallenges request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        var surface = await db.SurfaceAsync(identity.Id, request.SurfaceId, caller, cancellationToken);
        var challenges = db.Challenges.AsNoTracking().Where(c => c.SurfaceId == surface.Id);
        if (request.Page.After<ChallengeId>() is { } after) challenges = challenges.Where(c => c.Id < after);
        var rows = await challenges.OrderByDescending(c => c.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        var address = vault.Open(surface.SealedAddress);
        return request.Page.Of(rows, c => c.Id.ToString()).Select(c => views.Of(c, address, identity.Name, now));
    }
}
