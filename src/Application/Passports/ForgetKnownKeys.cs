using AiIdentity.Application.Events;
using AiIdentity.Domain.Shared;
using MediatR;

namespace AiIdentity.Application.Passports;

/// <summary>The public keys that this process keeps in memory.</summary>
public interface IKnownKeys
{
    /// <summary>From the running unit's commit on, they are read from the store again.</summary>
    void ForgetAfterCommit();
}

/// <summary>What a compromised key signed is refused by this process from the commit on.</summary>
internal sealed class ForgetKnownKeys(IKnownKeys keys) : INotificationHandler<DomainEventHappened>
{
    public Task Handle(DomainEventHappened notification, CancellationToken cancellationToken)
    {
        if (notification.Event.Type is EventType.SigningKeyAnnounced or EventType.SigningKeyCompromised) keys.ForgetAfterCommit();
        return Task.CompletedTask;
    }
}
