using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Events;

public sealed record EventView(string Id, EventType Type, DateTimeOffset At, string Actor, string? Identity, string? Surface, string? Passport, string? Reason)
{
    /// <summary>Events with what their owner wrote to them.</summary>
    internal static IQueryable<NotedEvent> Rows(IRegistryDb db, IQueryable<RegistryEvent> events) =>
        events.Select(e => new NotedEvent(e, db.EventNotes.Where(n => n.Id == e.Id).Select(n => n.Text).FirstOrDefault()));
}

internal sealed record NotedEvent(RegistryEvent Event, string? Note)
{
    /// <summary>How an owner reads an actor that is somebody else's account.</summary>
    private const string Administrator = "administrator";

    /// <param name="toAdministrator">An administrator reads who acted; an owner only whether it was they themselves.</param>
    public EventView View(bool toAdministrator) => new(
        Event.Id.ToString(), Event.Type, Event.At,
        toAdministrator || !Event.Actor.StartsWith(AccountId.Prefix, StringComparison.Ordinal) || Event.Actor == Event.OwnerId.ToString() ? Event.Actor : Administrator,
        Event.IdentityId?.ToString(), Event.SurfaceId?.ToString(), Event.PassportId?.ToString(), Note ?? Event.Reason);
}
