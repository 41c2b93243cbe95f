using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Events;

/// <summary>Everything that happened to the caller's account and identities, or, for administrators, to all; oldest first, as it is read.</summary>
public sealed record ExportEvents(bool OfAll = false) : IQuery<IAsyncEnumerable<EventView>>;

internal sealed class ExportEventsHandler(IRegistryDb db, ICaller caller) : IRequestHandler<ExportEvents, IAsyncEnumerable<EventView>>
{
    // One row at a time: a registry's whole history does not fit into memory.
    public Task<IAsyncEnumerable<EventView>> Handle(ExportEvents request, CancellationToken cancellationToken)
    {
        var events = db.Events.AsNoTracking();
        if (!request.OfAll) events = events.Where(e => e.OwnerId == caller.AccountId);
        var rows = EventView.Rows(db, events.OrderBy(e => e.Id)).AsAsyncEnumerable();
        return Task.FromResult(rows.Select(row => row.View(request.OfAll)));
    }
}
