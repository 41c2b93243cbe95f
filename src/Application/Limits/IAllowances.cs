using AiIdentity.Application.Shared;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Limits;

/// <summary>
/// Counts acts in windows: each opens with its first act and ends by the real clock, whatever the process's clock says. Over all
/// instances where they share a Redis, else within the process. Where limits are off, everything is allowed.
/// </summary>
public interface IAllowances
{
    /// <summary>Takes one act. Null where it was allowed, else how long until the window ends.</summary>
    /// <param name="who">Whose window: an id's value, a client's address, or the digest of what must not be kept.</param>
    ValueTask<TimeSpan?> TakeAsync(Allowance allowance, UInt128 who, CancellationToken ct);

    /// <summary>Counts acts of an open window without asking, more than are left too; a negative number gives back.</summary>
    ValueTask CountAsync(Allowance allowance, UInt128 who, int acts);
}

public static class Allowances
{
    /// <summary>Takes one act, or refuses with <c>rate_limited</c>.</summary>
    public static async ValueTask RequireAsync(this IAllowances allowances, Allowance allowance, UInt128 who, CancellationToken ct)
    {
        if (await allowances.TakeAsync(allowance, who, ct) is { } wait) throw new RefusedException(RequestErrors.RateLimited, retryAfter: wait);
    }
}
