using Microsoft.Extensions.Logging;

namespace AiIdentity.Infrastructure.Workers;

/// <summary>
/// Does one thing again and again for as long as the process lives. Whatever it throws is written down and waited out, longer each
/// time; nothing leaves it but the end that it was told. Every background work of the process runs in one.
/// </summary>
internal sealed partial class Loop(string name, TimeSpan pace, Func<CancellationToken, Task> turn, ILogger logger, TimeProvider? time = null)
{
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _failures;

    /// <summary>Returns when it is told to end, and never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (await WaitAsync(stop)) _failures = await SucceedsAsync(stop) ? 0 : _failures + 1;
    }

    /// <summary>For work that needs no loop: once, now, with the same care.</summary>
    public static async Task OnceAsync(string name, Func<Task> work, ILogger logger, CancellationToken stop)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            WorkFailed(logger, name, Failure.Of(e));
        }
    }

    /// <summary>A timer for work in memory: what it throws would else end the process.</summary>
    public static ITimer Every(TimeSpan pace, string name, Action work, TimeProvider time, ILogger logger) => time.CreateTimer(_ =>
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            WorkFailed(logger, name, Failure.Of(e));
        }
    }, null, pace, pace);

    private async Task<bool> WaitAsync(CancellationToken stop)
    {
        var longest = pace > LongestPause ? pace : LongestPause;
        var pause = pace * Math.Pow(2, Math.Min(_failures, 16));
        try
        {
            await Task.Delay(pause < longest ? pause : longest, _time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> SucceedsAsync(CancellationToken stop)
    {
        try
        {
            await turn(stop);
            return true;
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested) WorkFailed(logger, name, Failure.Of(e));
            return false;
        }
    }

    [LoggerMessage(2000, LogLevel.Error, "The background's {Work} failed and is tried again: {Failure}")]
    private static partial void WorkFailed(ILogger logger, string work, string failure);
}

/// <summary>What may be written down of an exception: its types, the store's codes and where it came from; its words may name anybody.</summary>
internal static class Failure
{
    public static string Of(Exception e)
    {
        var kinds = new List<string>();
        for (var at = e; at is not null && kinds.Count < 8; at = at.InnerException) kinds.Add(Kind(at));
        return $"{string.Join(" < ", kinds)}{Environment.NewLine}{e.StackTrace}";
    }

    private static string Kind(Exception e) => e switch
    {
        Microsoft.Data.Sqlite.SqliteException sqlite => $"{nameof(Microsoft.Data.Sqlite.SqliteException)} {sqlite.SqliteExtendedErrorCode}",
        Microsoft.Data.SqlClient.SqlException sql => $"{nameof(Microsoft.Data.SqlClient.SqlException)} {sql.Number}",
        Domain.Shared.RefusedException refused => refused.Error.Code,
        _ => e.GetType().Name,
    };
}
