using System.Runtime.ExceptionServices;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.Extensions.Logging;

namespace AiIdentity.Application.Verification;

/// <summary>Looks by all methods of an address, each bounded in time, and makes one answer of what they say; changes nothing.</summary>
public sealed partial class AddressChecker(ProofMethods methods, ILogger<AddressChecker> logger)
{
    /// <summary>Judges what was handed over before anything is counted or looked at.</summary>
    /// <exception cref="Behaviours.InvalidRequestException">No method of the address takes that.</exception>
    public void RequireTaker(OperatorGrant? grant, SurfaceAddress address)
    {
        if (grant is not null) methods.TakerOf(grant, address);
    }

    /// <summary>Looks for a challenge's token: through what was handed over, or by every method that the address allows.</summary>
    public async Task<LookResult> ForTokenAsync(SurfaceAddress address, IdentityId identity, string token, OperatorGrant? grant, ISearchBudget? budget, CancellationToken ct)
    {
        var look = new TokenLook(address, identity, token, grant, budget);
        if (grant is not null) return await BoundedAsync(methods.TakerOf(grant, address), grant, (method, stop) => method.LookForTokenAsync(look, stop), ct);
        // The nearest to a proof; of several alike the strongest method's.
        return await NearestAsync(methods.Of(address).Select(method => BoundedAsync(method, grant, (its, stop) => its.LookForTokenAsync(look, stop), ct)));
    }

    /// <summary>Asks whether a binding still holds: by the method that proved it, and, where that does not confirm it, by the others.</summary>
    public async Task<LookResult> AtBindingAsync(SurfaceAddress address, Surface surface, OperatorGrant? grant, ISearchBudget? budget, CancellationToken ct)
    {
        var binding = surface.Binding!;
        if (grant is not null) return await AgainAsync(methods.TakerOf(grant, address));
        var others = methods.Of(address).Where(method => method.Method.Id != surface.Method).ToList();
        LookResult? own = null;
        ExceptionDispatchInfo? failure = null;
        try
        {
            own = await AgainAsync(methods[surface.Method]);
        }
        catch (Exception e) when (others.Count > 0 && !ct.IsCancellationRequested)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        if (own?.Proof is not null || others.Count == 0) return own!;
        // Either's consent is enough; and only what all of them say speaks against the binding.
        var other = await NearestAsync(others.Select(AgainAsync), OutcomeKind.Unreachable);
        if (other.Proof is not null) return other;
        failure?.Throw();
        return other.Outcome.Kind is OutcomeKind.Unreachable ? other : own!;

        Task<LookResult> AgainAsync(IProofMethod method)
        {
            var look = new BindingLook(address, surface.IdentityId, method.Method.Id == surface.Method ? binding.State : null, binding.OneTime, grant, budget);
            return BoundedAsync(method, grant, (its, stop) => its.LookAgainAsync(look, stop), ct);
        }
    }

    /// <param name="first">Comes next to what is verified, before the order of kinds.</param>
    private static async Task<LookResult> NearestAsync(IEnumerable<Task<LookResult>> looks, OutcomeKind? first = null)
    {
        var results = new List<LookResult>();
        Exception? failure = null;
        foreach (var look in looks.ToList())
        {
            try
            {
                results.Add(await look);
            }
            catch (Exception e)
            {
                failure ??= e;
            }
        }

        // One method's trouble is not the others': what another has proved, it does not undo.
        if (failure is not null && !results.Exists(result => result.Proof is not null)) ExceptionDispatchInfo.Throw(failure);
        return results.OrderBy(result => result.Proof is null).ThenBy(result => result.Outcome.Kind != first).ThenBy(result => result.Outcome.Kind).First();
    }

    private async Task<LookResult> BoundedAsync(IProofMethod method, OperatorGrant? grant, Func<IProofMethod, CancellationToken, Task<LookResult>> look, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(method.Patience);
        try
        {
            return await look(method, bounded.Token).WaitAsync(bounded.Token);
        }
        catch (OperationCanceledException) when (bounded.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            LookTookTooLong(method.Method.Id);
            return LookResult.NotProved(
                CheckOutcome.Unreachable, $"The {method.Method.Label} could not be looked at just now, so nothing was learnt and nothing has changed. Try again in a minute.",
                grant is null ? EvidenceReaders.OwnGrant : EvidenceReaders.OperatorToken);
        }
    }

    [LoggerMessage(1200, LogLevel.Warning, "A look by {Method} took too long and counts as unreachable")]
    private partial void LookTookTooLong(string method);
}
