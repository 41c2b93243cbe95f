using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Identities;

/// <summary>Whether an identity may act.</summary>
public enum IdentityStatus
{
    Active,
    Suspended,
    Revoked,
}

/// <summary>The record of one AI agent: what it is called, who operates it, what it does.</summary>
public sealed class Identity : Aggregate
{
    private readonly List<Attestation> _attestations = [];

    private Identity()
    {
    }

    public IdentityId Id { get; private init; }
    public AccountId OwnerId { get; private init; }
    public string Name { get; private set; } = "";
    /// <summary>Public unless <see cref="Anonymous"/>.</summary>
    public string? OperatorDisplay { get; private set; }
    public bool Anonymous { get; private set; }
    public IReadOnlyList<string> Capabilities { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset? SuspendedAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }
    /// <summary>The place in the owner's plan, from 1; null once revoked, and for the registry's own. An index makes two identities in one place impossible.</summary>
    public int? PlanSlot { get; private set; }
    /// <summary>When the public record last changed by an act; changes that time brings are derived.</summary>
    public DateTimeOffset PublicChangedAt { get; private set; }
    public IReadOnlyList<Attestation> Attestations => _attestations;

    public static Identity Create(AccountId owner, int planSlot, IdentityDetails details, DateTimeOffset now) =>
        Create(IdentityId.New(now), owner, planSlot, details, now);

    /// <summary>The reference identity: it belongs to the registry itself, so that no account, an administrator's neither, acts on it.</summary>
    public static Identity CreateDemo(IdentityDetails details, DateTimeOffset now) => Create(IdentityId.Demo, AccountId.Registry, null, details, now);

    private static Identity Create(IdentityId id, AccountId owner, int? planSlot, IdentityDetails details, DateTimeOffset now)
    {
        var identity = new Identity
        {
            Id = id,
            OwnerId = owner,
            PlanSlot = planSlot,
            Name = details.Name,
            OperatorDisplay = details.OperatorDisplay,
            Anonymous = details.Anonymous,
            Capabilities = [.. details.Capabilities],
            CreatedAt = now,
            PublicChangedAt = now,
        };
        identity.Happened(EventType.IdentityCreated, now);
        return identity;
    }

    public IdentityStatus Status => this switch
    {
        { RevokedAt: not null } => IdentityStatus.Revoked,
        { SuspendedAt: not null } => IdentityStatus.Suspended,
        _ => IdentityStatus.Active,
    };

    public IdentityDetails Details => new(Name, OperatorDisplay, Anonymous, Capabilities);

    /// <summary>The highest tier that a standing attestation gives.</summary>
    public Tier? Attested => _attestations.Where(a => a.EndedAt is null).Select(a => (Tier?)a.Tier).Max();

    /// <summary>Changes what is known of the agent; another operator ends the attestations, which covered the one before.</summary>
    public void Change(IdentityDetails details, DateTimeOffset now)
    {
        RequireNotRevoked();
        if (details == Details) return;
        var operatorChanged = details.OperatorDisplay != OperatorDisplay || details.Anonymous != Anonymous;
        (Name, OperatorDisplay, Anonymous, Capabilities) = (details.Name, details.OperatorDisplay, details.Anonymous, [.. details.Capabilities]);
        Happened(EventType.IdentityChanged, now, operatorChanged ? OperatorChanged : null);
        if (!operatorChanged) return;
        foreach (var attestation in _attestations.Where(a => a.EndedAt is null))
        {
            attestation.End("details_changed", now);
            Happened(EventType.AttestationEnded, now, "details_changed");
        }
    }

    /// <summary>The reason of an <see cref="EventType.IdentityChanged"/> by which the operator's name or anonymity changed.</summary>
    public const string OperatorChanged = "operator_changed";

    public Attestation Attest(Tier tier, string provider, string reference, AccountId recordedBy, DateTimeOffset now)
    {
        RequireNotRevoked();
        if (tier is not (Tier.CreatorVerified or Tier.BusinessVerified)) throw new ArgumentOutOfRangeException(nameof(tier));
        var attestation = new Attestation(tier, provider, reference, recordedBy, now);
        _attestations.Add(attestation);
        Happened(EventType.AttestationRecorded, now, provider);
        return attestation;
    }

    public void EndAttestation(AttestationId id, string reason, DateTimeOffset now)
    {
        RequireNotRevoked();
        var attestation = _attestations.Find(a => a.Id == id && a.EndedAt is null) ?? throw new RefusedException(IdentityErrors.AttestationUnknown);
        attestation.End(reason, now);
        Happened(EventType.AttestationEnded, now, reason);
    }

    public void Suspend(string reason, DateTimeOffset now)
    {
        RequireNotRevoked();
        if (SuspendedAt is not null) return;
        SuspendedAt = now;
        Happened(EventType.IdentitySuspended, now, reason);
    }

    public void Reinstate(string reason, DateTimeOffset now)
    {
        RequireNotRevoked();
        if (SuspendedAt is null) return;
        SuspendedAt = null;
        Happened(EventType.IdentityReinstated, now, reason);
    }

    /// <summary>Final. The tombstone stays; surfaces and Passports end with it.</summary>
    /// <param name="reason">A code where its owner did not ask for this alone; their own words are the note.</param>
    public void Revoke(DateTimeOffset now, string? note = null, string? reason = null)
    {
        if (RevokedAt is not null) return;
        RevokedAt = now;
        PlanSlot = null;
        Happened(EventType.IdentityRevoked, now, reason, note);
    }

    /// <summary>The owner's account is gone: nothing that could name a person stays.</summary>
    public void Anonymise()
    {
        if (RevokedAt is null) throw new InvalidOperationException("Only a revoked identity is anonymised.");
        (Name, OperatorDisplay, Anonymous, Capabilities) = ("(deleted)", null, true, []);
    }

    /// <summary>For what needs an identity that is neither revoked nor suspended: proving and issuing.</summary>
    public void RequireActive()
    {
        RequireNotRevoked();
        if (SuspendedAt is not null) throw new RefusedException(IdentityErrors.Suspended);
    }

    public void RequireNotRevoked()
    {
        if (RevokedAt is not null) throw new RefusedException(IdentityErrors.Revoked);
    }

    public void PublicRecordChanged(DateTimeOffset now)
    {
        if (now > PublicChangedAt) PublicChangedAt = now;
    }

    private void Happened(EventType type, DateTimeOffset at, string? reason = null, string? note = null) =>
        Raise(new DomainEvent(type, at, OwnerId, Id, Reason: reason, Note: note));
}

/// <summary>What an operator says about an agent.</summary>
public sealed record IdentityDetails(string Name, string? OperatorDisplay, bool Anonymous, IReadOnlyList<string> Capabilities)
{
    public bool Equals(IdentityDetails? other) =>
        other is not null && Name == other.Name && OperatorDisplay == other.OperatorDisplay && Anonymous == other.Anonymous
        && Capabilities.SequenceEqual(other.Capabilities, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Name, OperatorDisplay, Anonymous, Capabilities.Count);
}
