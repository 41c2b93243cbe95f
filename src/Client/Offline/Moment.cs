namespace AiIdentity.Client.Offline;

/// <summary>An instant by the wall clock and by the monotonic one. Ages are counted by the latter: the former can be set.</summary>
internal readonly record struct Moment(DateTimeOffset Wall, TimeSpan Elapsed)
{
    private static readonly TimeSpan Drift = TimeSpan.FromSeconds(60);

    public static Moment Of(TimeProvider clock) => new(clock.GetUtcNow(), clock.GetElapsedTime(0, clock.GetTimestamp()));

    /// <summary>
    /// How long ago <paramref name="earlier"/> was, rather too long than too short: a monotonic clock may stand still while a machine
    /// sleeps, so the wall clock counts where it moved further.
    /// </summary>
    public TimeSpan Since(Moment earlier)
    {
        var (elapsed, wall) = ((Elapsed - earlier.Elapsed).Duration(), Wall - earlier.Wall);
        return wall > elapsed ? wall : elapsed;
    }

    /// <summary>Whether the wall clock was set since then, or the machine slept: what was learnt before is asked for anew.</summary>
    public bool IsApartFrom(Moment earlier) =>
        Elapsed < earlier.Elapsed || (Wall - earlier.Wall - (Elapsed - earlier.Elapsed)).Duration() > Drift;
}
