namespace AiIdentity.Domain.Surfaces;

/// <summary>What a proof established: the method's own memory of it, by which a re-check asks whether it still holds.</summary>
/// <param name="Method">The id of the method that proved it.</param>
/// <param name="State">Only the method can read it. At most <see cref="MaxStateLength"/> characters.</param>
/// <param name="Correlation">What hints from outside find the binding by; null where the method takes none. At most <see cref="MaxCorrelationLength"/> characters.</param>
/// <param name="OneTime">Only what the operator handed over for that one look reached the address: the registry can't look again by itself.</param>
public sealed record ProofOfControl(string Method, string State, string? Correlation, bool OneTime)
{
    public const int MaxStateLength = 1000;
    public const int MaxCorrelationLength = 200;

    /// <summary>The state may hold anything that a method remembers: nothing of it is written by accident.</summary>
    public override string ToString() => $"({Method} proof)";
}

/// <summary>The facts of a proved surface; what they mean at an instant is derived.</summary>
public sealed class Binding
{
    /// <summary>How long after a hint about the other half of its pair a binding is looked at, at a moment between.</summary>
    public static readonly TimeSpan SoonestHintedLook = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan LatestHintedLook = TimeSpan.FromMinutes(10);

    private Binding()
    {
    }

    internal Binding(int epoch, ProofOfControl proof, RecheckPolicy policy, DateTimeOffset now, DateTimeOffset due)
    {
        Epoch = epoch;
        BoundAt = now;
        Prove(proof, policy, now, due);
    }

    /// <summary>Counts the bindings that this address has had over the whole registry; never disclosed.</summary>
    public int Epoch { get; private set; }
    public DateTimeOffset BoundAt { get; private set; }
    /// <summary>The newest proof by token.</summary>
    public DateTimeOffset VerifiedAt { get; private set; }
    /// <summary>The newest reading that confirmed the pair and was due, asked for by its operator, or changed what is shown.</summary>
    public DateTimeOffset LastCheckedAt { get; private set; }
    public DateTimeOffset NextCheckDue { get; private set; }
    /// <summary>When the worker looks next: the due time, or sooner after a contradiction, or later after an outage.</summary>
    public DateTimeOffset NextLookAt { get; private set; }
    /// <summary>What the method remembers; see <see cref="ProofOfControl.State"/>.</summary>
    public string State { get; private set; } = "";
    /// <summary>See <see cref="ProofOfControl.Correlation"/>.</summary>
    public string? Correlation { get; private set; }
    public bool OneTime { get; private set; }
    /// <summary>Outages in a row; only paces the worker.</summary>
    public int Outages { get; private set; }
    public DateTimeOffset? GrantLostAt { get; private set; }
    /// <summary>The first of the two readings that it takes to suspend.</summary>
    public DateTimeOffset? ContradictedAt { get; private set; }
    public DateTimeOffset? SuspendedAt { get; private set; }
    /// <summary>When the owner was told that a one-time proof has aged.</summary>
    public DateTimeOffset? AgeMailedAt { get; private set; }

    /// <summary>The instant from which the binding is no more, unless a reading or a proof comes first.</summary>
    public DateTimeOffset? LapsesAt { get; private set; }

    public BindingLifecycle Lifecycle => new(NextCheckDue, LapsesAt, GrantLostAt is not null, SuspendedAt is not null);

    public SurfaceStatus StatusAt(DateTimeOffset now) => Lifecycle.StatusAt(now);

    public Freshness FreshnessAt(DateTimeOffset now) => Lifecycle.FreshnessAt(now);

    internal void Prove(ProofOfControl proof, RecheckPolicy policy, DateTimeOffset now, DateTimeOffset due)
    {
        (State, Correlation, OneTime, VerifiedAt) = (proof.State, proof.Correlation, proof.OneTime, now);
        Confirm(policy, now, due);
    }

    internal void Confirm(RecheckPolicy policy, DateTimeOffset now, DateTimeOffset due)
    {
        (LastCheckedAt, NextCheckDue, NextLookAt) = (now, due, due);
        (GrantLostAt, ContradictedAt, SuspendedAt, AgeMailedAt, Outages) = (null, null, null, null, 0);
        SetLapse(policy);
    }

    /// <summary>Found as it was by a look that came before its time: it moves nothing that is shown, and the look that is due comes when it would have.</summary>
    internal void ConfirmEarly() => (NextLookAt, ContradictedAt, Outages) = (NextCheckDue, null, 0);

    /// <summary>The same proof was met again, perhaps elsewhere. What the registry reaches by itself once stays so.</summary>
    internal void FoundAgain(ProofOfControl proof, RecheckPolicy policy)
    {
        (State, Correlation, OneTime) = (proof.State, proof.Correlation, OneTime && proof.OneTime);
        SetLapse(policy);
    }

    internal void LoseGrant(RecheckPolicy policy, DateTimeOffset now)
    {
        GrantLostAt ??= now;
        NextLookAt = now + TimeSpan.FromDays(1);
        SetLapse(policy);
    }

    /// <returns>Whether this reading suspends: the second contradiction, long enough after the first.</returns>
    internal bool Contradict(RecheckPolicy policy, DateTimeOffset now)
    {
        ContradictedAt ??= now;
        NextLookAt = SuspendedAt is null ? ContradictedAt.Value + policy.ContradictionGap : now + TimeSpan.FromHours(6);
        if (SuspendedAt is not null || now < ContradictedAt + policy.ContradictionGap) return false;
        (SuspendedAt, NextLookAt) = (now, now + TimeSpan.FromHours(6));
        SetLapse(policy);
        return true;
    }

    /// <summary>Backs off from one minute to six hours; the state stays as it was.</summary>
    internal void Postpone(DateTimeOffset now, double jitter) =>
        NextLookAt = now + TimeSpan.FromMinutes(Math.Min(360, Math.Pow(2, Math.Min(Outages++, 9))) * (0.75 + (jitter / 2)));

    // Only a proof or a re-check by its operator brings the next look.
    internal void AgeMailed(RecheckPolicy policy, DateTimeOffset now) => (AgeMailedAt, NextLookAt) = (now, now + policy.OneTimeGrace);

    /// <summary>Somebody is looking: for others the look is due again only when that somebody must have failed.</summary>
    internal void Lease(DateTimeOffset until) => NextLookAt = until;

    internal void LookNow(DateTimeOffset now)
    {
        if (now < NextLookAt) NextLookAt = now;
    }

    // One that is near enough already stays: many hints bring it no nearer than one.
    internal void LookSoon(DateTimeOffset now, double jitter)
    {
        if (now + LatestHintedLook < NextLookAt) NextLookAt = now + SoonestHintedLook + (jitter * (LatestHintedLook - SoonestHintedLook));
    }

    // The earliest end of what speaks against the binding.
    private void SetLapse(RecheckPolicy policy)
    {
        LapsesAt = null;
        Consider(GrantLostAt + policy.AccessGrace);
        Consider(SuspendedAt + policy.SuspensionGrace);
        if (OneTime) Consider(NextCheckDue + policy.OneTimeGrace);

        void Consider(DateTimeOffset? at)
        {
            if (at is not null && (LapsesAt is null || at < LapsesAt)) LapsesAt = at;
        }
    }
}
