using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Domain.Verification;

/// <summary>How an attempt stands; all but <see cref="Pending"/> are final.</summary>
public enum ChallengeStatus
{
    Pending,
    Verified,
    Superseded,
    Expired,
    Exhausted,
    Cancelled,
}

/// <summary>One attempt to prove control of one surface for one identity.</summary>
public sealed class VerificationChallenge : Aggregate
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    public const int Checks = 60;

    private static readonly TimeSpan[] FirstLooks =
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(300)];

    private static readonly TimeSpan LaterLooks = TimeSpan.FromMinutes(10);

    private VerificationChallenge()
    {
    }

    public ChallengeId Id { get; private init; }
    public SurfaceId SurfaceId { get; private init; }
    public IdentityId IdentityId { get; private init; }
    public AccountId OwnerId { get; private init; }
    public AddressKey AddressKey { get; private init; }
    /// <summary>The id of the method whose pace the registry's own looks keep: the strongest that the address allows.</summary>
    public string Method { get; private init; } = "";
    /// <summary>Unique for ever in the store: what somebody left in an About can never be dealt to somebody else.</summary>
    public string Token { get; private init; } = "";
    public DateTimeOffset CreatedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    public int ChecksLeft { get; private set; }
    public DateTimeOffset? VerifiedAt { get; private set; }
    public DateTimeOffset? SupersededAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    public int Looks { get; private set; }
    /// <summary>When the registry looks by itself again; null once the attempt has ended.</summary>
    public DateTimeOffset? NextLookAt { get; private set; }

    public static VerificationChallenge Open(SurfaceId surface, IdentityId identity, AccountId owner, AddressKey address, SurfaceMethod method, string token, DateTimeOffset now)
    {
        var challenge = new VerificationChallenge
        {
            Id = ChallengeId.New(now),
            SurfaceId = surface,
            IdentityId = identity,
            OwnerId = owner,
            AddressKey = address,
            Method = method.Id,
            Token = token,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
            ChecksLeft = Checks,
            NextLookAt = now + FirstLooks[0],
        };
        challenge.Happened(EventType.ChallengeCreated, now);
        return challenge;
    }

    public ChallengeStatus StatusAt(DateTimeOffset now) => this switch
    {
        { VerifiedAt: not null } => ChallengeStatus.Verified,
        { SupersededAt: not null } => ChallengeStatus.Superseded,
        { CancelledAt: not null } => ChallengeStatus.Cancelled,
        { ChecksLeft: 0 } => ChallengeStatus.Exhausted,
        _ when now >= ExpiresAt => ChallengeStatus.Expired,
        _ => ChallengeStatus.Pending,
    };

    /// <summary>Remembers what one look told; a proof ends the challenge.</summary>
    public void Record(CheckOutcome outcome, CheckOrigin origin, DateTimeOffset now)
    {
        RequirePending(now);
        // Spent only by a check that the operator asked for and that learnt something: an outage must not exhaust a challenge.
        if (origin is CheckOrigin.Operator && outcome.Kind is not OutcomeKind.Unreachable) ChecksLeft--;
        if (outcome.Kind is OutcomeKind.Verified)
        {
            // The check that verifies is never the one that exhausts.
            (VerifiedAt, NextLookAt) = (now, null);
            return;
        }

        if (ChecksLeft > 0) return;
        NextLookAt = null;
        Happened(EventType.ChallengeExhausted, now);
    }

    /// <summary>Plans the next look of the registry's own: soon at first, then every ten minutes.</summary>
    public void PlanNextLook(DateTimeOffset now)
    {
        if (StatusAt(now) is not ChallengeStatus.Pending) return;
        do
        {
            Looks++;
            NextLookAt = CreatedAt + LookAfter(Looks);
        }
        while (NextLookAt <= now);

        if (NextLookAt >= ExpiresAt) NextLookAt = null;
    }

    /// <summary>When the look was due that is made now, or was made last.</summary>
    public DateTimeOffset LookDueAt => Looks == 0 ? CreatedAt : CreatedAt + LookAfter(Looks - 1);

    private static TimeSpan LookAfter(int looks) => looks < FirstLooks.Length ? FirstLooks[looks] : FirstLooks[^1] + ((looks - FirstLooks.Length + 1) * LaterLooks);

    public void Supersede(DateTimeOffset now)
    {
        if (StatusAt(now) is not ChallengeStatus.Pending) return;
        (SupersededAt, NextLookAt) = (now, null);
        Happened(EventType.ChallengeSuperseded, now);
    }

    public void Cancel(DateTimeOffset now)
    {
        if (StatusAt(now) is not ChallengeStatus.Pending) return;
        (CancelledAt, NextLookAt) = (now, null);
        Happened(EventType.ChallengeCancelled, now);
    }

    public void RequirePending(DateTimeOffset now)
    {
        if (StatusAt(now) is not ChallengeStatus.Pending) throw new RefusedException(ChallengeErrors.Closed);
    }

    private void Happened(EventType type, DateTimeOffset at) =>
        Raise(new DomainEvent(type, at, OwnerId, IdentityId, SurfaceId));
}
