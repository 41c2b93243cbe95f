namespace AiIdentity.Domain.Surfaces;

/// <summary>Which kind of reader saw a profile; two references compare only within one kind.</summary>
public enum ReaderKind
{
    CloudApi,
    Directory,
}

/// <summary>What a proof established, so that a re-check can ask whether it still holds.</summary>
/// <param name="Pair">Opaque reference to the other half of the pair: a number's key, or the directory's profile id.</param>
/// <param name="Locator">Where the reader finds the profile again: a phone number id, or a profile id.</param>
/// <param name="OneTime">Only a token handed over for that one look reached the profile.</param>
public sealed record Proof(ReaderKind Reader, string Pair, string Locator, bool OneTime);

/// <summary>The facts of a proved surface; what they mean at an instant is derived.</summary>
public sealed class Binding
{
    public static readonly TimeSpan GrantGrace = TimeSpan.FromDays(7);
    public static readonly TimeSpan SuspensionGrace = TimeSpan.FromHours(72);
    public static readonly TimeSpan OneTimeGrace = TimeSpan.FromDays(14);
    public static readonly TimeSpan ContradictionGap = TimeSpan.FromMinutes(15);
    /// <summary>How long after a hint about the other half of its pair a binding is looked at, at a moment between.</summary>
    public static readonly TimeSpan SoonestHintedLook = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan LatestHintedLook = TimeSpan.FromMinutes(10);

    private Binding()
    {
    }

    internal Binding(int epoch, Proof proof, DateTimeOffset now, DateTimeOffset due)
    {
        Epoch = epoch;
        BoundAt = now;
        Prove(proof, now, due);
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
    public ReaderKind Reader { get; private set; }
    public string Pair { get; private set; } = "";
    public string Locator { get; private set; } = "";
    public bool OneTime { get; private set; }
    /// <summary>Outages in a row; only paces the worker.</summary>
    public int Outages { get; private set; }
    public DateTimeOffset? GrantLostAt { get; private set; }
    /// <summary>The first of the two readings that it takes to suspend.</summary>
    public DateTimeOffset? ContradictedAt { get; private set; }
    public DateTimeOffset? SuspendedAt { get; private set; }
    /// <summary>When the owner was told that a one-time proof has aged.</summary>
    public DateTimeOffset? AgeMailedAt { get; private set; }

    /// <summary>The instant from which the binding is no more, unless a reading or a proof comes first. Derived; stored only to be found.</summary>
    public DateTimeOffset? LapsesAt
    {
        private set { }
        get
        {
            DateTimeOffset? earliest = null;
            Consider(GrantLostAt + GrantGrace);
            Consider(SuspendedAt + SuspensionGrace);
            if (OneTime) Consider(NextCheckDue + OneTimeGrace);
            return earliest;

            void Consider(DateTimeOffset? at)
            {
                if (at is not null && (earliest is null || at < earliest)) earliest = at;
            }
        }
    }

    public Standing Standing => new(NextCheckDue, LapsesAt, GrantLostAt is not null, SuspendedAt is not null);

    public SurfaceStatus StatusAt(DateTimeOffset now) => Standing.StatusAt(now);

    public Freshness FreshnessAt(DateTimeOffset now) => Standing.FreshnessAt(now);

    internal void Prove(Proof proof, DateTimeOffset now, DateTimeOffset due)
    {
        (Reader, Pair, Locator, OneTime, VerifiedAt) = (proof.Reader, proof.Pair, proof.Locator, proof.OneTime, now);
        Confirm(now, due);
    }

    internal void Confirm(DateTimeOffset now, DateTimeOffset due)
    {
        (LastCheckedAt, NextCheckDue, NextLookAt) = (now, due, due);
        (GrantLostAt, ContradictedAt, SuspendedAt, AgeMailedAt, Outages) = (null, null, null, null, 0);
    }

    /// <summary>Found as it was by a look that came before its time: it moves nothing that is shown, and the look that is due comes when it would have.</summary>
    internal void ConfirmEarly() => (NextLookAt, ContradictedAt, Outages) = (NextCheckDue, null, 0);

    internal void FoundAt(string locator, bool byOwnGrant)
    {
        Locator = locator;
        if (byOwnGrant) OneTime = false;
    }

    internal void LoseGrant(DateTimeOffset now)
    {
        GrantLostAt ??= now;
        NextLookAt = now + TimeSpan.FromDays(1);
    }

    /// <returns>Whether this reading suspends: the second contradiction, at least a quarter of an hour after the first.</returns>
    internal bool Contradict(DateTimeOffset now)
    {
        ContradictedAt ??= now;
        NextLookAt = SuspendedAt is null ? ContradictedAt.Value + ContradictionGap : now + TimeSpan.FromHours(6);
        if (SuspendedAt is not null || now < ContradictedAt + ContradictionGap) return false;
        (SuspendedAt, NextLookAt) = (now, now + TimeSpan.FromHours(6));
        return true;
    }

    /// <summary>Backs off from one minute to six hours; the state stays as it was.</summary>
    internal void Postpone(DateTimeOffset now, double jitter) =>
        NextLookAt = now + TimeSpan.FromMinutes(Math.Min(360, Math.Pow(2, Math.Min(Outages++, 9))) * (0.75 + (jitter / 2)));

    // Only a proof or a re-check by its operator brings the next look.
    internal void AgeMailed(DateTimeOffset now) => (AgeMailedAt, NextLookAt) = (now, now + OneTimeGrace);

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
}
