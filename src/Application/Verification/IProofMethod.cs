using System.Text.Json;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Verification;

/// <summary>
/// Looks whether somebody controls an address, in one way. Unless the caller cancels, a look ends by itself and throws nothing for what
/// the other side does: an outage is <see cref="Domain.Verification.OutcomeKind.Unreachable"/>.
/// </summary>
public interface IProofMethod
{
    SurfaceMethod Method { get; }

    ILookPace Pace { get; }

    /// <summary>How long a look may take; one that takes longer is unreachable. Less than a minute: a re-check makes two, one after the other, within a lease.</summary>
    TimeSpan Patience { get; }

    /// <summary>What an operator may hand over for one look; null where nothing.</summary>
    GrantForm? Grant { get; }

    /// <summary>What the operator is told by mail about a binding that this method proved.</summary>
    BindingTexts Texts { get; }

    /// <summary>Where the token goes, for programs and copy buttons: <c>kind</c> and the members of that kind.</summary>
    IReadOnlyDictionary<string, string> PlaceOf(SurfaceAddress address, string token);

    /// <summary>Where the token goes, in words: the steps between the warning and the check.</summary>
    IReadOnlyList<string> StepsFor(SurfaceAddress address, string token);

    /// <summary>What everybody may know of the proof beside its method and age; null for nothing.</summary>
    /// <param name="state">As in <see cref="ProofOfControl.State"/>.</param>
    JsonElement? EvidenceOf(string state);

    /// <summary>Looks for a challenge's token.</summary>
    Task<LookResult> LookForTokenAsync(TokenLook look, CancellationToken ct);

    /// <summary>Looks whether what was proved still holds; no token is asked for.</summary>
    Task<LookResult> LookAgainAsync(BindingLook look, CancellationToken ct);
}

/// <param name="Grant">What the operator handed over; null for a look by the registry's own means.</param>
/// <param name="Budget">The operator's who waits for the answer; null for a look of the registry's own, whose duration nobody sees.</param>
public sealed record TokenLook(SurfaceAddress Address, IdentityId Identity, string Token, OperatorGrant? Grant, ISearchBudget? Budget)
{
    public override string ToString() => "(look for a token)";
}

/// <param name="State">What this method remembers of the proof; null where another method of the address proved it.</param>
/// <param name="OneTime">As in <see cref="ProofOfControl.OneTime"/>.</param>
/// <param name="Grant">As for a token.</param>
/// <param name="Budget">As for a token.</param>
public sealed record BindingLook(SurfaceAddress Address, IdentityId Identity, string? State, bool OneTime, OperatorGrant? Grant, ISearchBudget? Budget)
{
    public override string ToString() => "(look at a binding)";
}

/// <summary>Sentences about a binding, for mails: they name no address.</summary>
/// <param name="Noun">What is bound: <c>a WhatsApp number</c>.</param>
/// <param name="AccessLost">What to do where the registry can no longer look.</param>
/// <param name="Contradicted">What to do where readings contradict the proof.</param>
/// <param name="Aged">Why a proof that was made with something handed over ages, and what to do; without a date.</param>
public sealed record BindingTexts(string Noun, string AccessLost, string Contradicted, string Aged);

/// <summary>What a look by the registry's own means may cost the other side's allowance.</summary>
public interface ISearchBudget
{
    /// <summary>Takes one search; false where all accounts' searches together have used up what they may.</summary>
    ValueTask<bool> MaySearchAsync(CancellationToken ct);

    /// <summary>Counts calls that a search makes, the same whatever it meets.</summary>
    ValueTask SpendAsync(int calls);

    /// <summary>Takes one asking of every known address, which costs so many calls; false where there were too many.</summary>
    ValueTask<bool> MaySweepAsync(int calls, CancellationToken ct);
}
