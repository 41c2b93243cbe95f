namespace AiIdentity.Infrastructure.Persistence;

/// <summary>
/// SQLite has one writer: within the process writers wait here, in order and without a thread, instead of polling a busy
/// database. Only a queue: what keeps writes apart is the database, also between processes.
/// </summary>
internal sealed class WriteQueue(bool oneWriter) : IDisposable
{
    private readonly SemaphoreSlim? _turn = oneWriter ? new SemaphoreSlim(1, 1) : null;

    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (_turn is null) return null;
        await _turn.WaitAsync(ct);
        return new Place(_turn);
    }

    public void Dispose() => _turn?.Dispose();

    private sealed class Place(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
