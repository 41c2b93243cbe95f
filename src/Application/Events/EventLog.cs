using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Events;

/// <summary>Writes events down with who acted.</summary>
public sealed class EventLog(IRegistryDb db, ICaller caller)
{
    public const string System = "system";

    public void Write(DomainEvent happened, DateTimeOffset now)
    {
        var written = new RegistryEvent(happened, ActorOf(happened), now);
        db.Events.Add(written);
        if (happened.Note is { } note) db.EventNotes.Add(new EventNote(written, note));
    }

    private string ActorOf(DomainEvent happened) => (happened.ByRegistry, caller) switch
    {
        (true, _) or (_, { IsSignedIn: false }) => System,
        (_, { ApiKeyId: { } key }) => key.ToString(),
        _ => caller.AccountId.ToString(),
    };
}
