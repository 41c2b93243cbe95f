using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Domain.Shared;

/// <summary>Something that happened to an account or one of its identities; saved in the transaction that made it happen.</summary>
/// <param name="OwnerId">The account that is told of it.</param>
/// <param name="Reason">A code such as <c>superseded</c>, or why an administrator acted; kept for ever.</param>
/// <param name="Note">The private words of the owner who acted, instead of a reason; gone with the account.</param>
/// <param name="ByRegistry">The registry itself acted (time, a reading, somebody else's proof): whoever sent the request is not named.</param>
public sealed record DomainEvent(
    EventType Type,
    DateTimeOffset At,
    AccountId OwnerId,
    IdentityId? IdentityId = null,
    SurfaceId? SurfaceId = null,
    PassportId? PassportId = null,
    string? Reason = null,
    string? Note = null,
    bool ByRegistry = false);

/// <summary>An aggregate root: raises events that are saved with it.</summary>
public abstract class Aggregate
{
    private readonly List<DomainEvent> _events = [];

    /// <summary>Counts the saves; the optimistic concurrency token.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<DomainEvent> TakeEvents()
    {
        DomainEvent[] taken = [.. _events];
        _events.Clear();
        return taken;
    }

    protected void Raise(DomainEvent happened) => _events.Add(happened);
}
