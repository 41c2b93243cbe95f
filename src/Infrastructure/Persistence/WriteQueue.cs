using AiIdentity.Application.Observability;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// SQLite has one writer: within the process writers wait here, in order and without a thread, instead of polling a busy
/// database. Only a queue: what keeps writes apart is the database, also between processes.
/// </summary>
internal sealed class WriteQueue(bool oneWriter) : IWriters, IDisposable
{
    /// <summary>Who has waited so long hears that the database is busy, instead of waiting for all who wait before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim? _turn = oneWriter ? new SemaphoreSlim(1, 1) : null;

    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (_turn is null) return null;
        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await _turn.WaitAsync(Patience, ct)) throw new RefusedException(RequestErrors.StorageBusy, retryAfter: Patience);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Place(_turn);
    }

    public void Dispose() => _turn?.Dispose();

    private sealed class Place(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
