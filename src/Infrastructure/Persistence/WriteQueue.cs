using AiIdentity.Application.Observability;

namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// SQLite has one writer: within the process writers wait here, in order and without a thread, instead of polling a busy
/// database. Only a queue: what keeps writes apart is the database, also between processes.
/// </summary>
internal sealed class WriteQueue(bool oneWriter) : IWriters, IDisposable
{
    private readonly SemaphoreSlim? _turn = oneWriter ? new SemaphoreSlim(1, 1) : null;

    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (_turn is null) return null;
        Interlocked.Increment(ref _waiting);
        try
        {
            await _turn.WaitAsync(ct);
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
