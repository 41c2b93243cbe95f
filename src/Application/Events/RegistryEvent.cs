using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Events;

/// <summary>A domain event as it is kept: append-only, with who acted.</summary>
public sealed class RegistryEvent
{
    private RegistryEvent()
    {
    }

    internal RegistryEvent(DomainEvent happened, string actor, DateTimeOffset now)
    {
        Id = EventId.New(now);
        (Type, At, Actor, OwnerId) = (happened.Type, happened.At, actor, happened.OwnerId);
        (IdentityId, SurfaceId, PassportId, Reason) = (happened.IdentityId, happened.SurfaceId, happened.PassportId, happened.Reason);
    }

    public EventId Id { get; private init; }
    public EventType Type { get; private init; }
    public DateTimeOffset At { get; private init; }
    /// <summary>An account's or API key's id, or <c>system</c>.</summary>
    public string Actor { get; private init; } = "";
    public AccountId OwnerId { get; private init; }
    public IdentityId? IdentityId { get; private init; }
    public SurfaceId? SurfaceId { get; private init; }
    public PassportId? PassportId { get; private init; }
    /// <summary>A code, or why an administrator acted; an owner's private words are an <see cref="EventNote"/>.</summary>
    public string? Reason { get; private init; }
}

/// <summary>What an owner wrote to an event of theirs; events are for ever, this goes with the account.</summary>
public sealed class EventNote
{
    private EventNote()
    {
    }

    internal EventNote(RegistryEvent happened, string text) => (Id, OwnerId, Text) = (happened.Id, happened.OwnerId, text);

    /// <summary>The event's.</summary>
    public EventId Id { get; private init; }
    public AccountId OwnerId { get; private init; }
    public string Text { get; private init; } = "";
}
