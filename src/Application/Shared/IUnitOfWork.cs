namespace AiIdentity.Application.Shared;

/// <summary>
/// Runs work in one transaction: events are handled, everything is saved, then committed. A lost race (a unique index,
/// a version that moved) runs the work again on fresh data, and after three tries is refused as <c>lost_race</c>.
/// Inside a running unit it joins that one.
/// </summary>
public interface IUnitOfWork
{
    Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct);

    /// <summary>Saves inside the running unit; needed only where one write must reach the store before another.</summary>
    Task SaveAsync(CancellationToken ct);
}
