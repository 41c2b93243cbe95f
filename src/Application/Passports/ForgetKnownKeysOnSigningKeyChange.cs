using AiIdentity.Application.Events;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Passports;

/// <summary>The public keys that this process keeps in memory.</summary>
public interface IKnownKeys
{
    /// <summary>From the running unit's commit on, they are read from the store again.</summary>
    void ForgetAfterCommit();
}

/// <summary>What a compromised key signed is refused by this process from the commit on; what an announced one signs is accepted.</summary>
internal sealed class ForgetKnownKeysOnSigningKeyChange(IKnownKeys keys) : IEventHandler
{
    public Task Handle(DomainEvent happened, CancellationToken ct)
    {
        keys.ForgetAfterCommit();
        return Task.CompletedTask;
    }
}
