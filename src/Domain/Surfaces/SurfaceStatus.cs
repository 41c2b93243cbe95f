namespace AiIdentity.Domain.Surfaces;

/// <summary>Where a surface stands; derived from its facts, never stored.</summary>
public enum SurfaceStatus
{
    Claimed,
    Bound,
    Unconfirmed,
    Suspended,
    Lapsed,
    Released,
    Superseded,
}

/// <summary>How old the knowledge about a binding is.</summary>
public enum Freshness
{
    Fresh,
    Aged,
    Unconfirmed,
    Suspended,
}

/// <summary>Why a binding is over.</summary>
public enum BindingEnd
{
    Lapsed,
    Superseded,
}

/// <summary>Who asked for a look.</summary>
public enum CheckOrigin
{
    Operator,
    Background,
}

public static class SurfaceStatuses
{
    /// <summary>A binding holds: the address is taken, and shown if its owner wants it shown.</summary>
    public static bool Holds(this SurfaceStatus status) =>
        status is SurfaceStatus.Bound or SurfaceStatus.Unconfirmed or SurfaceStatus.Suspended;

    /// <summary>Good enough for the tier, for a new Passport and for a match.</summary>
    public static bool Counts(this SurfaceStatus status) => status is SurfaceStatus.Bound or SurfaceStatus.Unconfirmed;
}
