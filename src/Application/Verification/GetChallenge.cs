using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

public sealed record GetChallenge(ChallengeId Id) : IQuery<ChallengeView>;

internal sealed class GetChallengeHandler(IRegistryDb db, ICaller caller, IAddressVault vault, ChallengeViews views, TimeProvider clock) : IRequestHandler<GetChallenge, ChallengeView>
{
    public async Task<ChallengeView> Handle(GetChallenge request, CancellationToken cancellationToken)
    {
        var challenge = await db.Challenges.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == request.Id && c.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(ChallengeErrors.Unknown);
        var names = await (
            from s in db.Surfaces
            join i in db.Identities on s.IdentityId equals i.Id
            where s.Id == challenge.SurfaceId
            select new { s.SealedAddress, i.Name }).SingleAsync(cancellationToken);
        return views.Of(challenge, vault.Open(names.SealedAddress), names.Name, clock.Now());
    }
}
