namespace AiIdentity.Infrastructure.Workers;

/// <summary>How many bindings a process may check again now: in no minute, by its clock, more than so many.</summary>
internal sealed class CheckBudget(int perMinute, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<(DateTimeOffset At, int Count)> _taken = [];
    private int _inWindow;

    /// <summary>Takes as many as there are, at most <paramref name="most"/>.</summary>
    public int Take(int most)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            // A stamp from the future is of a clock that was set back since: it says nothing about this minute.
            while (_taken.First is { } oldest && (oldest.Value.At <= now - Window || oldest.Value.At > now)) Drop(oldest);
            while (_taken.Last is { } newest && newest.Value.At > now) Drop(newest);
            var count = Math.Max(0, Math.Min(most, perMinute - _inWindow));
            if (count > 0) _taken.AddLast((now, count));
            _inWindow += count;
            return count;
        }
    }

    /// <summary>Gives back what was taken last and not needed: as if it had not been taken.</summary>
    public void Return(int unused)
    {
        lock (_gate)
        {
            while (unused > 0 && _taken.Last is { } newest)
            {
                var (at, count) = newest.Value;
                Drop(newest);
                if (count > unused)
                {
                    _taken.AddLast((at, count - unused));
                    _inWindow += count - unused;
                }

                unused -= count;
            }
        }
    }

    private void Drop(LinkedListNode<(DateTimeOffset At, int Count)> entry)
    {
        _inWindow -= entry.Value.Count;
        _taken.Remove(entry);
    }
}
