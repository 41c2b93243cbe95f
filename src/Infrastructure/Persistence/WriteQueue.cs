using AiIdentity.Application.Observability;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// SQLite has one writer: writers of this process wait here, in order and without blocking a thread, instead of polling a busy
/// database. It is a queue and no lock: the database keeps writes apart, also between processes.
/// </summary>
internal sealed class WriteQueue(bool oneWriter) : IWriters, IDisposable
{
    /// <summary>Whoever has waited so long is refused as busy.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim? _turn = oneWriter ? new SemaphoreSlim(1, 1) : null;

    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (_turn is null) return null;
        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await _turn.WaitAsync(MaxWait, ct)) throw new RefusedException(RequestErrors.StorageBusy, retryAfter: MaxWait);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Turn(_turn);
    }

    public void Dispose() => _turn?.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
