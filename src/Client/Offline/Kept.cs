using Microsoft.Extensions.Logging;

namespace AiIdentity.Client.Offline;

/// <summary>Something learnt from the registry.</summary>
/// <param name="At">When the answer was here.</param>
/// <param name="AgeThen">How old what it says was then, by its own word: what a policy's ages are counted from.</param>
/// <param name="OnTheWay">How long a cache on the way had kept it.</param>
/// <param name="Lifetime">How long it may be used without asking again, from when it left the registry.</param>
internal sealed record Learnt<T>(T Value, Moment At, TimeSpan AgeThen, TimeSpan OnTheWay, TimeSpan Lifetime)
{
    public TimeSpan AgeAt(Moment now) => AgeThen + now.Since(At);

    /// <param name="share">Of the lifetime.</param>
    public bool IsOver(double share, Moment now) => OnTheWay + now.Since(At) >= Lifetime * share;
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
internal sealed partial class Kept<T>(string what, Func<CancellationToken, Task<Learnt<T>>> fetch, TimeProvider clock, ILogger logger) : IFetched where T : class
{
    private const double Ahead = 0.75;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private Task? _fetching;
    private Moment? _pausedAt;
    private TimeSpan _pause = FirstPause;
    private volatile Learnt<T>? _current;
    private volatile string? _failure;

    /// <summary>What is known, however old.</summary>
    public Learnt<T>? Current => _current;

    /// <summary>Why the last fetch brought nothing; null where it did, or where there was none.</summary>
    public string? Failure => _failure;

    /// <summary>
    /// True where nothing usable is at hand and the registry may be asked: <see cref="FetchAsync"/> is then worth waiting for. Towards the
    /// end of a lifetime it is asked beside the work, and nobody waits.
    /// </summary>
    /// <param name="isUsable">False where <see cref="Current"/> is of no use, whatever its age.</param>
    public bool IsDueAt(Moment now, bool isUsable)
    {
        var current = _current;
        var isDue = !isUsable || now.IsApartFrom(current!.At);
        if (!isDue && !current!.IsOver(Ahead, now)) return false;
        lock (_turn)
        {
            if (_fetching is null && _pausedAt is { } then && !now.IsApartFrom(then) && now.Since(then) < _pause) return false;
        }

        if (isDue || current!.IsOver(1, now)) return true;
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
        string? failure = null;
        // Its own patience, not a caller's: others wait for the same answer.
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            learnt = await fetch(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Unreachable, in whatever words the application's own handlers have for it: what is known stays, and its age says so.
            failure = patience.IsCancellationRequested ? $"no whole answer within {Patience.TotalSeconds:0} s"
                : e is PublicationException ? e.Message
                : $"cannot be reached ({e.GetType().Name}{(e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } ? $", {error}" : "")})";
            CannotBeHad(logger, what, failure);
        }
        finally
        {
            lock (_turn)
            {
                if (learnt is not null) _current = learnt;
                _failure = failure;
                _pause = learnt is not null ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
                _pausedAt = Moment.Of(clock);
                _fetching = null;
            }
        }
    }

    [LoggerMessage(EventId = 1, EventName = "PublicationUnavailable", Level = LogLevel.Warning, Message = "The registry's {Publication} cannot be had: {Cause}.")]
    private static partial void CannotBeHad(ILogger logger, string publication, string cause);
}
