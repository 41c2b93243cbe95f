using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Application.Verification;

/// <summary>A challenge as its operator sees it.</summary>
/// <param name="Method">The strongest of <paramref name="Methods"/>.</param>
/// <param name="Methods">The ways to show the one token; any of them is enough.</param>
/// <param name="Instructions">The steps of the strongest, for a person; the first names the identity that will gain control, so that nobody pastes a stranger's token.</param>
public sealed record ChallengeView(
    string Id, string Surface, string Method, string Token, ChallengeStatus Status, DateTimeOffset ExpiresAt, IReadOnlyList<string> Instructions,
    IReadOnlyList<ChallengeMethod> Methods);

/// <param name="Place">Where the token goes: <c>kind</c>, and the members of that kind.</param>
public sealed record ChallengeMethod(string Method, string Label, IReadOnlyDictionary<string, string> Place);

/// <summary>Draws challenges as their operator sees them.</summary>
public sealed class ChallengeViews(ProofMethods methods)
{
    public ChallengeView Of(VerificationChallenge challenge, SurfaceAddress address, string identityName, DateTimeOffset now)
    {
        var ways = methods.Of(address);
        return new ChallengeView(
            challenge.Id.ToString(), address.Canonical, ways[0].Method.Id,
            challenge.Token, challenge.StatusAt(now), challenge.ExpiresAt,
            [
                $"This token gives control of this address to the identity “{identityName}”. Go on only if that identity is yours.",
                .. ways[0].StepsFor(address, challenge.Token),
            ],
            [.. ways.Select(way => new ChallengeMethod(way.Method.Id, way.Method.Label, way.PlaceOf(address, challenge.Token)))]);
    }
}
