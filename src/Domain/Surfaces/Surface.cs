using System.Security.Cryptography;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Surfaces;

/// <summary>A place where an identity's agent is met: claimed by its operator, bound once proved.</summary>
public sealed class Surface : Aggregate
{
    private Surface()
    {
    }

    public SurfaceId Id { get; private init; }
    public IdentityId IdentityId { get; private init; }
    public AccountId OwnerId { get; private init; }
    /// <summary>The id of the method by which it was last shown; before the first proof, of the strongest that its address allows.</summary>
    public string Method { get; private set; } = "";
    public AddressKey AddressKey { get; private init; }
    /// <summary>The canonical address, encrypted; empty once its owner's account is gone.</summary>
    public string SealedAddress { get; private set; } = "";
    /// <summary>What the operator wants; whether anybody sees it is <see cref="IsPublicAt"/>.</summary>
    public bool Public { get; private set; }
    public DateTimeOffset ClaimedAt { get; private init; }
    /// <summary>Present while the binding holds or has lapsed by time alone; its row holds the address.</summary>
    public Binding? Binding { get; private set; }
    /// <summary>How the last binding ended, until the next proof.</summary>
    public BindingEnd? Ended { get; private set; }
    /// <summary>The epoch of the newest binding of this surface, kept after its end.</summary>
    public int LastEpoch { get; private set; }
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>The key under which everybody finds the surface; absent while hidden, so that a hidden number and an unknown one take one path.</summary>
    public AddressKey? ListedKey { get; private set; }

    public static Surface Claim(IdentityId identity, AccountId owner, SurfaceMethod method, SealedAddress address, bool isPublic, DateTimeOffset now)
    {
        var surface = new Surface
        {
            Id = SurfaceId.New(now),
            IdentityId = identity,
            OwnerId = owner,
            Method = method.Id,
            AddressKey = address.Key,
            SealedAddress = address.Sealed,
            Public = isPublic,
            ClaimedAt = now,
        };
        surface.Happened(EventType.SurfaceClaimed, now);
        return surface;
    }

    public SurfaceStatus StatusAt(DateTimeOffset now) => this switch
    {
        { ReleasedAt: not null } => SurfaceStatus.Released,
        { Binding: { } binding } => binding.StatusAt(now),
        { Ended: BindingEnd.Lapsed } => SurfaceStatus.Lapsed,
        { Ended: BindingEnd.Superseded } => SurfaceStatus.Superseded,
        _ => SurfaceStatus.Claimed,
    };

    public bool IsPublicAt(DateTimeOffset now) => Public && StatusAt(now).Holds();

    /// <summary>Records a proof: renews the binding that holds, or begins the next epoch.</summary>
    /// <param name="nextEpoch">One more than any epoch that this address has had, over all surfaces.</param>
    public void Bind(ProofOfControl proof, RecheckPolicy policy, int nextEpoch, DateTimeOffset now)
    {
        RequireNotReleased();
        if (StatusAt(now) is SurfaceStatus.Lapsed && Binding is not null)
            throw new InvalidOperationException("A lapse is recorded, with its revocations, before the next proof.");

        Method = proof.Method;
        if (Binding is not null)
        {
            Binding.Prove(proof, policy, now, DueAfter(policy, now));
            Happened(EventType.SurfaceRenewed, now);
            return;
        }

        if (nextEpoch <= LastEpoch) throw new InvalidOperationException("Epochs only grow.");
        Binding = new Binding(LastEpoch = nextEpoch, proof, policy, now, DueAfter(policy, now));
        Ended = null;
        Happened(EventType.SurfaceBound, now);
    }

    /// <summary>
    /// Judges one look: an outage changes nothing, lost access starts a grace, contradictions suspend. What a look of the registry's own
    /// finds as it was before it is due moves no time that is shown: that would tell that something hidden caused the look.
    /// </summary>
    public void Look(CheckOutcome outcome, RecheckPolicy policy, CheckOrigin origin, DateTimeOffset now)
    {
        var before = StatusAt(now);
        if (!before.Holds()) throw new RefusedException(SurfaceErrors.NotBound);
        var binding = Binding!;
        switch (outcome.Kind)
        {
            case OutcomeKind.Verified when before is SurfaceStatus.Bound && origin is CheckOrigin.Background && now < binding.NextCheckDue:
                binding.ConfirmEarly();
                break;
            case OutcomeKind.Verified:
                binding.Confirm(policy, now, DueAfter(policy, now));
                if (before is not SurfaceStatus.Bound) Happened(EventType.SurfaceRestored, now);
                break;
            case OutcomeKind.Unreachable:
                binding.Postpone(now, Jitter());
                break;
            case OutcomeKind.AccessLost:
                binding.LoseGrant(policy, now);
                if (before is SurfaceStatus.Bound) Happened(EventType.SurfaceUnconfirmed, now, outcome.Code, byRegistry: true);
                break;
            case OutcomeKind.NotFound or OutcomeKind.Mismatch or OutcomeKind.Ineligible:
                if (binding.Contradict(policy, now)) Happened(EventType.SurfaceSuspended, now, outcome.Code, byRegistry: true);
                break;
        }
    }

    /// <summary>What was proved was met again where it now is; reached by the registry itself, the binding is an ordinary one from then on.</summary>
    public void FoundAgain(ProofOfControl proof, RecheckPolicy policy)
    {
        if (Binding is null) return;
        Method = proof.Method;
        Binding.FoundAgain(proof, policy);
    }

    public void Show(DateTimeOffset now)
    {
        RequireNotReleased();
        if (Public) return;
        Public = true;
        Happened(EventType.SurfaceShown, now);
    }

    public void Hide(DateTimeOffset now)
    {
        RequireNotReleased();
        if (!Public) return;
        Public = false;
        Happened(EventType.SurfaceHidden, now);
    }

    public void Release(DateTimeOffset now)
    {
        if (ReleasedAt is not null) return;
        RecordLapse(now);
        Binding = null;
        ReleasedAt = now;
        Happened(EventType.SurfaceReleased, now);
    }

    /// <summary>Somebody else proved the address: the newest valid proof wins.</summary>
    public void Supersede(DateTimeOffset now)
    {
        RecordLapse(now);
        if (Binding is null) return;
        Binding = null;
        Ended = BindingEnd.Superseded;
        Happened(EventType.SurfaceSuperseded, now, "superseded", byRegistry: true);
    }

    /// <summary>Writes down a lapse that time has brought, at the instant it came; nothing where none has.</summary>
    public void RecordLapse(DateTimeOffset now)
    {
        if (Binding?.LapsesAt is not { } lapse || now < lapse) return;
        Binding = null;
        Ended = BindingEnd.Lapsed;
        Happened(EventType.SurfaceLapsed, lapse, "lapsed", byRegistry: true);
    }

    /// <summary>A hint that something changed at this address: the next look is due now.</summary>
    public void LookNow(DateTimeOffset now) => Binding?.LookNow(now);

    /// <summary>A hint about the other half of the pair, which may be hidden: the next look comes at no moment that could tell of it.</summary>
    public void LookSoon(DateTimeOffset now) => Binding?.LookSoon(now, Jitter());

    /// <summary>Takes the look that is due; whoever fails in the middle leaves it due again at <paramref name="until"/>.</summary>
    public void Lease(DateTimeOffset until) => Binding?.Lease(until);

    public void AgeMailed(RecheckPolicy policy, DateTimeOffset now) => Binding?.AgeMailed(policy, now);

    /// <summary>Nothing of the address stays readable; the key and the epoch stay, so that no old Passport can live again.</summary>
    public void ForgetAddress() => SealedAddress = "";

    // Up to a tenth sooner than the interval, so that what was proved together does not fall due together.
    private static DateTimeOffset DueAfter(RecheckPolicy policy, DateTimeOffset now) =>
        now + TimeSpan.FromSeconds(Math.Floor(policy.Interval.TotalSeconds * (1 - (Jitter() / 10))));

    private static double Jitter() => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000d;

    private void RequireNotReleased()
    {
        if (ReleasedAt is not null) throw new RefusedException(SurfaceErrors.Unknown);
    }

    private void Happened(EventType type, DateTimeOffset at, string? reason = null, bool byRegistry = false)
    {
        // Whatever happened: where it can be found follows from the facts as they now are.
        ListedKey = Public && Binding is not null ? AddressKey : null;
        Raise(new DomainEvent(type, at, OwnerId, IdentityId, Id, Reason: reason, ByRegistry: byRegistry));
    }
}
