using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Identities;

/// <summary>An administrator's record that a provider checked who the operator is: where to find the check, never a document.</summary>
public sealed class Attestation
{
    private Attestation()
    {
    }

    internal Attestation(Tier tier, string provider, string reference, AccountId recordedBy, DateTimeOffset now)
    {
        Id = AttestationId.New(now);
        (Tier, Provider, Reference, RecordedBy, RecordedAt) = (tier, provider, reference, recordedBy, now);
    }

    public AttestationId Id { get; private init; }
    /// <summary><see cref="Tier.CreatorVerified"/> or <see cref="Tier.BusinessVerified"/>.</summary>
    public Tier Tier { get; private init; }
    public string Provider { get; private init; } = "";
    public string Reference { get; private init; } = "";
    public AccountId RecordedBy { get; private init; }
    public DateTimeOffset RecordedAt { get; private init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndReason { get; private set; }

    internal void End(string reason, DateTimeOffset now) => (EndedAt, EndReason) = (now, reason);
}
