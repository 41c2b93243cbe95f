namespace AiIdentity.Domain.Surfaces;

/// <summary>The times and readings that decide the status of a binding at an instant.</summary>
/// <param name="LapsesAt">The instant from which it is no more, unless a reading or a proof comes first.</param>
public readonly record struct BindingLifecycle(DateTimeOffset NextCheckDue, DateTimeOffset? LapsesAt, bool GrantLost, bool Suspended)
{
    public SurfaceStatus StatusAt(DateTimeOffset now) => this switch
    {
        { LapsesAt: { } lapse } when now >= lapse => SurfaceStatus.Lapsed,
        { Suspended: true } => SurfaceStatus.Suspended,
        { GrantLost: true } => SurfaceStatus.Unconfirmed,
        _ => SurfaceStatus.Bound,
    };

    public Freshness FreshnessAt(DateTimeOffset now) => this switch
    {
        { Suspended: true } => Freshness.Suspended,
        { GrantLost: true } => Freshness.Unconfirmed,
        _ => now < NextCheckDue ? Freshness.Fresh : Freshness.Aged,
    };
}
