namespace AiIdentity.Infrastructure.Workers;

/// <summary>How many bindings a process may check again now: in no minute, by its clock, more than so many.</summary>
internal sealed class CheckBudget(int perMinute, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Queue<(DateTimeOffset At, int Count)> _taken = [];
    private int _inWindow;

    /// <summary>Takes as many as there are, at most <paramref name="most"/>.</summary>
    public int Take(int most)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            while (_taken.TryPeek(out var oldest) && oldest.At <= now - Window) _inWindow -= _taken.Dequeue().Count;
            var count = Math.Min(most, perMinute - _inWindow);
            if (count > 0) Note(now, count);
            return Math.Max(0, count);
        }
    }

    /// <summary>Gives back what was taken and not needed.</summary>
    public void Return(int unused)
    {
        if (unused == 0) return;
        lock (_gate) Note(clock.GetUtcNow(), -unused);
    }

    private void Note(DateTimeOffset now, int count)
    {
        _taken.Enqueue((now, count));
        _inWindow += count;
    }
}
