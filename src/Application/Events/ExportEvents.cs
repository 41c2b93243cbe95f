using System.Runtime.CompilerServices;
using AiIdentity.Application.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Events;

/// <summary>Everything that happened to the caller's account and identities, or, for administrators, to all; oldest first, as it is read.</summary>
public sealed record ExportEvents(bool OfAll = false) : IQuery<IAsyncEnumerable<EventView>>;

internal sealed class ExportEventsHandler(IRegistryDb db, ICaller caller) : IRequestHandler<ExportEvents, IAsyncEnumerable<EventView>>
{
    // One row at a time: a registry's whole history does not fit into memory.
    public Task<IAsyncEnumerable<EventView>> Handle(ExportEvents request, CancellationToken cancellationToken) =>
        Task.FromResult(StreamAsync(request, cancellationToken));

    private async IAsyncEnumerable<EventView> StreamAsync(ExportEvents request, [EnumeratorCancellation] CancellationToken ct)
    {
        var events = db.Events.AsNoTracking();
        if (!request.OfAll) events = events.Where(e => e.OwnerId == caller.AccountId);
        await foreach (var row in EventView.Rows(db, events.OrderBy(e => e.Id)).AsAsyncEnumerable().WithCancellation(ct)) yield return row.View(request.OfAll);
    }
}
