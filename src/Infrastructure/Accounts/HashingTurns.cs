using System.Threading.RateLimiting;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;
using Microsoft.Extensions.Options;

namespace AiIdentity.Infrastructure.Accounts;

/// <summary>
/// Lets only so many passwords be hashed at once, each on a thread of its own: a hash takes a core for a tenth of a second, and all else
/// is to be answered meanwhile. Who would wait too long is refused at once. Lifted limits let everybody wait, and no more run.
/// </summary>
internal sealed class HashingTurns : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly ConcurrencyLimiter _turns;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;

    /// <param name="time">Real time.</param>
    public HashingTurns(IOptions<RateLimitOptions> options, TimeProvider time)
    {
        var limits = options.Value;
        (AtOnce, Waiting) = (limits.HashingsAtOnce ?? Math.Max(1, Environment.ProcessorCount / 2), limits.Enabled ? limits.HashingsWaiting : int.MaxValue);
        (_patience, _time) = (limits.Enabled ? Patience : Timeout.InfiniteTimeSpan, time);
        _turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }

    public int AtOnce { get; }

    /// <summary>How many may wait.</summary>
    public int Waiting { get; }

    /// <exception cref="RefusedException"><c>busy</c>: too many wait already, or the turn did not come in time.</exception>
    public async Task<T> RunAsync<T>(Func<T> hash, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        return await Task.Factory.StartNew(hash, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<RateLimitLease> TurnAsync(CancellationToken ct)
    {
        using var late = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            if (await _turns.AcquireAsync(permitCount: 1, either.Token) is { IsAcquired: true } turn) return turn;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Refused below, as if there had been no place.
        }

        throw new RefusedException(RequestErrors.Busy, retryAfter: RetryAfter);
    }
}
