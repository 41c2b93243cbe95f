using System.Security.Cryptography;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Surfaces;

/// <summary>A place where an identity's agent is met: claimed by its operator, bound once proved.</summary>
public sealed class Surface : Aggregate
{
    public static readonly TimeSpan PhoneCheckInterval = TimeSpan.FromDays(30);
    public static readonly TimeSpan UsernameCheckInterval = TimeSpan.FromDays(7);

    private Surface()
    {
    }

    public SurfaceId Id { get; private init; }
    public IdentityId IdentityId { get; private init; }
    public AccountId OwnerId { get; private init; }
    public SurfaceMethod Method { get; private init; }
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
            Method = method,
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
    public void Bind(Proof proof, int nextEpoch, DateTimeOffset now)
    {
        RequireNotReleased();
        if (StatusAt(now) is SurfaceStatus.Lapsed && Binding is not null)
            throw new InvalidOperationException("A lapse is recorded, with its revocations, before the next proof.");

        if (Binding is not null)
        {
            Binding.Prove(proof, now, DueAfter(now));
            Happened(EventType.SurfaceRenewed, now);
            return;
        }

        if (nextEpoch <= LastEpoch) throw new InvalidOperationException("Epochs only grow.");
        Binding = new Binding(LastEpoch = nextEpoch, proof, now, DueAfter(now));
        Ended = null;
        Happened(EventType.SurfaceBound, now);
    }

    /// <summary>
    /// Judges one look: an outage changes nothing, a lost grant starts a grace, contradictions suspend. What a look of the registry's
    /// own finds as it was before it is due moves no time that is shown: that would tell that something hidden caused the look.
    /// </summary>
    /// <param name="reason">The outcome's code, for the operator's events.</param>
    public void Look(LookVerdict verdict, string reason, CheckOrigin origin, DateTimeOffset now)
    {
        var before = StatusAt(now);
        if (!before.Holds()) throw new RefusedException(SurfaceErrors.NotBound);
        var binding = Binding!;
        switch (verdict)
        {
            case LookVerdict.Confirmed when before is SurfaceStatus.Bound && origin is CheckOrigin.Background && now < binding.NextCheckDue:
                binding.ConfirmEarly();
                break;
            case LookVerdict.Confirmed:
                binding.Confirm(now, DueAfter(now));
                if (before is not SurfaceStatus.Bound) Happened(EventType.SurfaceRestored, now);
                break;
            case LookVerdict.Unreachable:
                binding.Postpone(now, Jitter());
                break;
            case LookVerdict.GrantLost:
                binding.LoseGrant(now);
                if (before is SurfaceStatus.Bound) Happened(EventType.SurfaceUnconfirmed, now, reason, byRegistry: true);
                break;
            case LookVerdict.Contradicted:
                if (binding.Contradict(now)) Happened(EventType.SurfaceSuspended, now, reason, byRegistry: true);
                break;
        }
    }

    /// <summary>The pair was met again where it now lives; the registry's own grant makes the binding an ordinary one.</summary>
    public void FoundAt(string locator, bool byOwnGrant) => Binding?.FoundAt(locator, byOwnGrant);

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

    public void AgeMailed(DateTimeOffset now) => Binding?.AgeMailed(now);

    /// <summary>Nothing of the address stays readable; the key and the epoch stay, so that no old Passport can live again.</summary>
    public void ForgetAddress() => SealedAddress = "";

    // Up to a tenth sooner than the interval, so that what was proved together does not fall due together.
    private DateTimeOffset DueAfter(DateTimeOffset now)
    {
        var interval = Method switch
        {
            SurfaceMethod.WhatsappPhone => PhoneCheckInterval,
            SurfaceMethod.WhatsappUsername => UsernameCheckInterval,
        };
        return now + TimeSpan.FromSeconds(Math.Floor(interval.TotalSeconds * (1 - (Jitter() / 10))));
    }

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
