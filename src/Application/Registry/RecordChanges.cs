namespace AiIdentity.Application.Registry;

/// <summary>
/// Counts changes of public records, so that a cached answer can tell whether its record changed after it was read. Bounded:
/// identities share 65,536 slots, and a change in a slot invalidates all of them.
/// </summary>
public sealed class RecordChanges
{
    private const int Slots = 1 << 16;

    private readonly long[] _changedAt = new long[Slots];
    private long _count;
    private long _allChangedAt;

    /// <summary>The number of changes so far; taken before the store is read, and kept with what was read.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Called once the change is committed, and before its caller is answered.</summary>
    public void Changed(int slot) => Raise(ref _changedAt[slot], Interlocked.Increment(ref _count));

    /// <summary>Anything may have changed: invalidates whatever was read before.</summary>
    public void AllChanged() => Raise(ref _allChangedAt, Interlocked.Increment(ref _count));

    public static int SlotOf(string identity)
    {
        // FNV-1a over the characters: the same on every instance, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var c in identity) hash = (hash ^ c) * 16777619u;
        return (int)((hash ^ (hash >> 16)) & (Slots - 1));
    }

    public static bool IsSlot(int slot) => slot is >= 0 and < Slots;

    /// <param name="count"><see cref="Count"/> as it was before the store was read.</param>
    public bool IsUnchangedSince(long count, int slot) => Volatile.Read(ref _changedAt[slot]) <= count && Volatile.Read(ref _allChangedAt) <= count;

    private static void Raise(ref long value, long to)
    {
        for (var seen = Volatile.Read(ref value); seen < to;)
        {
            var was = Interlocked.CompareExchange(ref value, to, seen);
            if (was == seen) return;
            seen = was;
        }
    }
}
