using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Events;

/// <summary>
/// Reacts to one kind of domain event, inside the transaction that made it happen: what a handler changes is saved with it, and the
/// events of that are handled too. <see cref="EventHandlers"/> says which handler runs on which event.
/// </summary>
public interface IEventHandler
{
    Task Handle(DomainEvent happened, CancellationToken ct);
}
