namespace AiIdentity.Application.Registry;

/// <summary>
/// Which public records have changed since when, so that what was read before a change is never served after it. Bounded:
/// identities share 65,536 places, and a change at a place ends everything kept there.
/// </summary>
public sealed class PublicChanges
{
    private const int Places = 1 << 16;

    private readonly long[] _changedAt = new long[Places];
    private long _count;
    private long _floor;

    /// <summary>Counts the changes; taken before the store is read, and kept with what was read.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Called once the change is committed, and before anybody is told that it is.</summary>
    public void ChangedAt(int place) => Raise(ref _changedAt[place], Interlocked.Increment(ref _count));

    /// <summary>Anything may have changed: nothing that was kept is good any more.</summary>
    public void AllChanged() => Raise(ref _floor, Interlocked.Increment(ref _count));

    public static int PlaceOf(string identity)
    {
        // FNV-1a over the characters: the same on every instance, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var c in identity) hash = (hash ^ c) * 16777619u;
        return (int)((hash ^ (hash >> 16)) & (Places - 1));
    }

    public static bool IsPlace(int place) => place is >= 0 and < Places;

    /// <param name="count"><see cref="Count"/> as it was before the store was read.</param>
    public bool IsGoodSince(long count, int place) => Volatile.Read(ref _changedAt[place]) <= count && Volatile.Read(ref _floor) <= count;

    private static void Raise(ref long place, long to)
    {
        for (var seen = Volatile.Read(ref place); seen < to;)
        {
            var was = Interlocked.CompareExchange(ref place, to, seen);
            if (was == seen) return;
            seen = was;
        }
    }
}
