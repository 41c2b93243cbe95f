using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Events;

/// <summary>What happened to the caller's account and identities, or, for administrators, to all.</summary>
/// <param name="Identity">Only what happened to this one.</param>
public sealed record ListEvents(PageRequest Page, IdentityId? Identity = null, bool OfAll = false) : IQuery<Page<EventView>>;

internal sealed class ListEventsHandler(IRegistryDb db, ICaller caller) : IRequestHandler<ListEvents, Page<EventView>>
{
    public async Task<Page<EventView>> Handle(ListEvents request, CancellationToken cancellationToken)
    {
        var events = db.Events.AsNoTracking();
        if (!request.OfAll) events = events.Where(e => e.OwnerId == caller.AccountId);
        if (request.Identity is { } identity) events = events.Where(e => e.IdentityId == identity);
        if (request.Page.After<EventId>() is { } after) events = events.Where(e => e.Id < after);
        var rows = await EventView.Rows(db, events.OrderByDescending(e => e.Id).Take(request.Page.Take + 1)).ToListAsync(cancellationToken);
        return request.Page.Of(rows, row => row.Event.Id.ToString()).Select(row => row.View(request.OfAll));
    }
}
