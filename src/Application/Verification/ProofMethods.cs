using AiIdentity.Application.Behaviours;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Verification;

/// <summary>The proof methods of the registered schemes.</summary>
public sealed class ProofMethods(IEnumerable<IProofMethod> methods)
{
    private readonly Dictionary<string, IProofMethod> _byId = methods.ToDictionary(method => method.Method.Id, StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">No such method is registered.</exception>
    public IProofMethod this[string id] =>
        _byId.TryGetValue(id, out var method) ? method : throw new InvalidOperationException($"No proof method {id} is registered.");

    /// <summary>The methods that an address allows, the strongest first.</summary>
    public IReadOnlyList<IProofMethod> Of(SurfaceAddress address) => [.. address.Methods.Select(method => this[method.Id])];

    /// <summary>The method that takes what was handed over.</summary>
    /// <exception cref="InvalidRequestException">No method of the address takes that, or a member is not as it should be.</exception>
    internal IProofMethod TakerOf(OperatorGrant grant, SurfaceAddress address)
    {
        var taker = Of(address).FirstOrDefault(method => method.Grant?.Takes(grant) is true)
            ?? throw new InvalidRequestException(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["grant"] = ["No method of this address takes these members. GET /api/v1/schemes names those that it takes."],
            });
        taker.Grant!.Require(grant);
        return taker;
    }
}
