using AiIdentity.Domain.Accounts;

namespace AiIdentity.Application.Shared;

/// <summary>
/// Runs work in one transaction: events are handled, everything is saved, then committed. A lost race (a unique index,
/// a version that moved) runs the work again on fresh data, and after three tries is refused as <c>lost_race</c>.
/// Inside a running unit it joins that one. Its caller's access is judged first, within the transaction: access that ended after the
/// request was let in is refused, and nothing is written.
/// </summary>
public interface IUnitOfWork
{
    Task<T> ExecuteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct);

    /// <summary>Saves inside the running unit; needed only where one write must reach the store before another.</summary>
    Task SaveAsync(CancellationToken ct);

    /// <summary>
    /// Inside the running unit: until it ends, no other unit acts for that account or ends its access. A unit holds its caller's account
    /// by itself; one that ends somebody else's access holds theirs before it looks at what it ends.
    /// </summary>
    Task HoldAccountAsync(AccountId account, CancellationToken ct);
}
