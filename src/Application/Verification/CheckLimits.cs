using AiIdentity.Application.Limits;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Application.Verification;

/// <summary>Counts the looks that operators ask for: each of a surface, of an account those that came to nothing, and what those cost of the registry's own grant.</summary>
internal sealed class CheckLimits(IAllowances allowances)
{
    /// <param name="byOwnToken">The operator's own token reads: it costs the registry nothing.</param>
    public async Task<TResult> CountAsync<TResult>(
        SurfaceId surface, AccountId owner, bool byOwnToken, Func<ISearchBudget, Task<TResult>> look, Func<TResult, OutcomeKind> kindOf, CancellationToken ct)
    {
        var budget = new SearchBudget(allowances, owner);
        await allowances.RequireAsync(Allowance.Checks, surface.Value.Value, ct);
        if (!byOwnToken) await budget.RequireAsync(ct);
        // Taken before, so that many at once are no way around it, and given back only for an answer that is worth it: not for one
        // that the caller did not wait for.
        await allowances.RequireAsync(Allowance.FruitlessChecks, owner.Value.Value, ct);
        var result = await look(budget);
        var kind = kindOf(result);
        if (kind is OutcomeKind.Verified or OutcomeKind.Unreachable) await allowances.CountAsync(Allowance.FruitlessChecks, owner.Value.Value, -1);
        if (kind is OutcomeKind.Verified) await budget.ReturnAsync();
        return result;
    }
}

/// <summary>What one look may cost: counted to its account and to all accounts together.</summary>
internal sealed class SearchBudget(IAllowances allowances, AccountId owner) : ISearchBudget
{
    private const int Everybody = 0;
    private int _ofOwner;
    private int _ofAll;

    /// <summary>Refuses an account that has had its share: before anything is looked at, so that it tells nothing.</summary>
    public async ValueTask RequireAsync(CancellationToken ct)
    {
        await allowances.RequireAsync(Allowance.SearchCalls, owner.Value.Value, ct);
        _ofOwner++;
    }

    public async ValueTask<bool> MaySearchAsync(CancellationToken ct)
    {
        if (await allowances.TakeAsync(Allowance.AllSearchCalls, Everybody, ct) is not null) return false;
        _ofAll++;
        return true;
    }

    public async ValueTask SpendAsync(int calls)
    {
        await CountAsync(calls, calls);
        (_ofOwner, _ofAll) = (_ofOwner + calls, _ofAll + calls);
    }

    // An account's have a count of their own, so that they take nothing from its checks.
    public async ValueTask<bool> MaySweepAsync(int calls, CancellationToken ct)
    {
        if (await allowances.TakeAsync(Allowance.Sweeps, owner.Value.Value, ct) is not null) return false;
        await CountAsync(0, calls);
        _ofAll += calls;
        return true;
    }

    /// <summary>Who proves something may do so as often as they like.</summary>
    public ValueTask ReturnAsync() => CountAsync(-_ofOwner, -_ofAll);

    private async ValueTask CountAsync(int ofOwner, int ofAll)
    {
        await allowances.CountAsync(Allowance.SearchCalls, owner.Value.Value, ofOwner);
        await allowances.CountAsync(Allowance.AllSearchCalls, Everybody, ofAll);
    }
}
