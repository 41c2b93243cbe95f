using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Identities;

public sealed record ListIdentities(PageRequest Page) : IQuery<Page<IdentityView>>;

internal sealed class ListIdentitiesHandler(IRegistryDb db, ICaller caller, OperatorViews views, TimeProvider clock)
    : IRequestHandler<ListIdentities, Page<IdentityView>>
{
    public async Task<Page<IdentityView>> Handle(ListIdentities request, CancellationToken cancellationToken)
    {
        var identities = db.Identities.AsNoTracking().Where(i => i.OwnerId == caller.AccountId);
        if (request.Page.After<IdentityId>() is { } after) identities = identities.Where(i => i.Id < after);
        var rows = await identities.OrderByDescending(i => i.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        return request.Page.Of(await views.OfAsync(rows, clock.Now(), cancellationToken), i => i.Id);
    }
}
