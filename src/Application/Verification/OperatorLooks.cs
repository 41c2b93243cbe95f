using AiIdentity.Application.Limits;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Application.Verification;

/// <summary>Counts the looks that operators ask for: each of a surface, and of an account those that came to nothing.</summary>
internal sealed class OperatorLooks(IAllowances allowances)
{
    public async Task<TResult> CountAsync<TResult>(
        SurfaceId surface, AccountId owner, Func<Task<TResult>> look, Func<TResult, CheckOutcome> outcomeOf, CancellationToken ct)
    {
        await allowances.RequireAsync(Allowance.Checks, surface.Value.Value, ct);
        // Taken before, so that many at once are no way around it, and given back only for an answer that is worth it: not for one
        // that the caller did not wait for.
        await allowances.RequireAsync(Allowance.FruitlessChecks, owner.Value.Value, ct);
        var result = await look();
        if (outcomeOf(result) is CheckOutcome.Verified or CheckOutcome.Unreachable) await allowances.CountAsync(Allowance.FruitlessChecks, owner.Value.Value, -1);
        return result;
    }
}
