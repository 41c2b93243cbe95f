using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Identities;

public sealed record GetIdentity(IdentityId Id) : IQuery<IdentityView>;

internal sealed class GetIdentityHandler(IRegistryDb db, ICaller caller, OperatorViews views, TimeProvider clock)
    : IRequestHandler<GetIdentity, IdentityView>
{
    public async Task<IdentityView> Handle(GetIdentity request, CancellationToken cancellationToken)
    {
        var identity = await db.Identities.AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == request.Id && i.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(IdentityErrors.Unknown);
        return (await views.OfAsync([identity], clock.Now(), cancellationToken))[0];
    }
}
