namespace AiIdentity.Infrastructure.Workers;

/// <summary>One kind of work that falls due. Its turns don't overlap within a process; leases keep processes apart.</summary>
/// <param name="pace">How long the background rests between two turns.</param>
/// <param name="budget">How long a turn of the background may take; what it has not done by then is due in the next.</param>
/// <param name="work">Given whether to keep to the budget of re-checks.</param>
internal sealed class DueWork(string name, TimeSpan pace, TimeSpan budget, Func<bool, CancellationToken, Task> work) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public string Name => name;
    public TimeSpan Pace => pace;

    /// <summary>Nothing of this kind is under way until <see cref="Release"/>.</summary>
    public Task TakeTurnAsync(CancellationToken ct) => _turn.WaitAsync(ct);

    public void Release() => _turn.Release();

    /// <summary>Within a turn that the caller has taken.</summary>
    public Task DoAsync(bool atPace, CancellationToken ct) => work(atPace, ct);

    /// <summary>A turn of the background, bounded in time.</summary>
    /// <exception cref="TimeoutException">The budget is used up.</exception>
    public async Task TurnAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
            bounded.CancelAfter(budget);
            try
            {
                await work(true, bounded.Token);
            }
            catch (OperationCanceledException late) when (bounded.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                throw new TimeoutException($"The turn took longer than {budget}.", late);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
