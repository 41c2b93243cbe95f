using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Events;

/// <summary>What happened to the caller's account and identities, or, for administrators, to all.</summary>
public sealed record ListEvents(PageRequest Page, bool OfAll = false) : IQuery<Page<EventView>>;

public sealed record EventView(string Id, EventType Type, DateTimeOffset At, string Actor, string? Identity, string? Surface, string? Passport, string? Reason);

internal sealed class ListEventsHandler(IRegistryDb db, ICaller caller) : IRequestHandler<ListEvents, Page<EventView>>
{
    /// <summary>How an owner reads an actor that is somebody else's account.</summary>
    private const string Administrator = "administrator";

    public async Task<Page<EventView>> Handle(ListEvents request, CancellationToken cancellationToken)
    {
        var events = db.Events.AsNoTracking();
        if (!request.OfAll) events = events.Where(e => e.OwnerId == caller.AccountId);
        if (request.Page.After<EventId>() is { } after) events = events.Where(e => e.Id < after);
        var rows = await events.OrderByDescending(e => e.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        return request.Page.Of(rows, e => e.Id.ToString()).Select(View);

        EventView View(RegistryEvent e) => new(
            e.Id.ToString(), e.Type, e.At,
            request.OfAll || !e.Actor.StartsWith(AccountId.Prefix, StringComparison.Ordinal) || e.Actor == e.OwnerId.ToString() ? e.Actor : Administrator,
            e.IdentityId?.ToString(), e.SurfaceId?.ToString(), e.PassportId?.ToString(), e.Reason);
    }
}
