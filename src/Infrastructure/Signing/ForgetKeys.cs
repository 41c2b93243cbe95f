using AiIdentity.Application.Events;
using AiIdentity.Domain.Shared;
using AiIdentity.Infrastructure.Persistence;
using MediatR;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>A compromised key verifies nothing any more on this instance from the commit on.</summary>
internal sealed class ForgetKeys(KeyRing ring, AfterCommit afterCommit) : INotificationHandler<DomainEventHappened>
{
    public Task Handle(DomainEventHappened notification, CancellationToken cancellationToken)
    {
        if (notification.Event.Type is EventType.SigningKeyCompromised or EventType.SigningKeyAnnounced) afterCommit.Want(ring.Forget);
        return Task.CompletedTask;
    }
}
