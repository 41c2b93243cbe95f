namespace AiIdentity.Client.Offline;

/// <summary>Something learnt from the registry.</summary>
/// <param name="AsOf">What it says was so then, by its own word: what a policy's ages are counted from.</param>
/// <param name="FetchedAt">When it left the registry, or a cache on the way counted from there.</param>
/// <param name="Lifetime">How long it may be used without asking again, from <paramref name="FetchedAt"/> on.</param>
internal sealed record Learnt<T>(T Value, DateTimeOffset AsOf, DateTimeOffset FetchedAt, TimeSpan Lifetime)
{
    public TimeSpan AgeAt(DateTimeOffset now) => now > AsOf ? now - AsOf : TimeSpan.Zero;

    /// <param name="share">Of the lifetime.</param>
    public bool IsOver(double share, DateTimeOffset now) => now - FetchedAt >= Lifetime * share;
}

/// <summary>What can be asked of the registry anew.</summary>
internal interface IFetched
{
    /// <summary>Asks the registry once, however many ask for it at the same time; never throws but for cancellation.</summary>
    Task FetchAsync(CancellationToken ct);
}

/// <summary>
/// One thing that the registry publishes, kept here and fetched again as it ages: ahead of its end beside the work, after it
/// before the work. Only something good replaces what is kept; while the registry fails it is asked ever more rarely.
/// </summary>
internal sealed class Kept<T>(Func<CancellationToken, Task<Learnt<T>?>> fetch, TimeProvider clock) : IFetched where T : class
{
    private const double Ahead = 0.75;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private Task? _fetching;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private TimeSpan _pause = FirstPause;
    private volatile Learnt<T>? _current;

    /// <summary>What is known, however old.</summary>
    public Learnt<T>? Current => _current;

    /// <summary>
    /// True where nothing usable is at hand and the registry may be asked: <see cref="FetchAsync"/> is then worth waiting for. Towards the
    /// end of a lifetime it is asked beside the work, and nobody waits.
    /// </summary>
    /// <param name="isUsable">False where <see cref="Current"/> is of no use, whatever its age.</param>
    public bool IsDueAt(DateTimeOffset now, bool isUsable)
    {
        var current = _current;
        if (isUsable && !current!.IsOver(Ahead, now)) return false;
        lock (_turn)
        {
            if (_fetching is null && now < _pausedUntil) return false;
        }

        if (!isUsable || current!.IsOver(1, now)) return true;
        _ = FetchAsync(CancellationToken.None);
        return false;
    }

    public Task FetchAsync(CancellationToken ct)
    {
        Task fetching;
        lock (_turn) fetching = _fetching ??= Task.Run(FetchOnceAsync, CancellationToken.None);
        return fetching.WaitAsync(ct);
    }

    private async Task FetchOnceAsync()
    {
        Learnt<T>? learnt = null;
        try
        {
            // Its own patience, not a caller's: others wait for the same answer.
            using var patience = new CancellationTokenSource(Patience, clock);
            learnt = await fetch(patience.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Unreachable, in whatever words the application's own handlers have for it: what is known stays, and its age says so.
        }
        finally
        {
            lock (_turn)
            {
                if (learnt is not null) _current = learnt;
                _pause = learnt is not null ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
                _pausedUntil = clock.GetUtcNow() + _pause;
                _fetching = null;
            }
        }
    }
}
