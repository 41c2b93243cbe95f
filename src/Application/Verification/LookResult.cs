using System.Text.Json;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Application.Verification;

/// <summary>What one look came to. A look that proves has a proof, every other has none: one can't be made without the other.</summary>
public sealed record LookResult
{
    private LookResult(CheckOutcome outcome, ProofOfControl? proof, string hint, string reader) =>
        (Outcome, Proof, Hint, Reader) = (outcome, proof, hint, reader);

    public CheckOutcome Outcome { get; }

    /// <summary>Set where the outcome is of the kind <see cref="OutcomeKind.Verified"/>, and only there.</summary>
    public ProofOfControl? Proof { get; }

    /// <summary>What was seen and what to do, for a person.</summary>
    public string Hint { get; }

    /// <summary>Through what the look was made; see <see cref="EvidenceReaders"/>.</summary>
    public string Reader { get; }

    /// <summary>Keyed digest of what was read; null where the look may not tell that anything was.</summary>
    public string? Digest { get; init; }

    /// <summary>False where a re-check saw something else than what was proved, or nothing: the binding stays as it was.</summary>
    public bool JudgesBinding { get; init; } = true;

    /// <summary>What was seen, as far as everybody may see it; null where that is private.</summary>
    public JsonElement? Seen { get; init; }

    public static LookResult Proved(ProofOfControl proof, string hint, string reader) => new(CheckOutcome.Verified, proof, hint, reader);

    /// <exception cref="ArgumentException">The outcome is a proof's.</exception>
    public static LookResult NotProved(CheckOutcome outcome, string hint, string reader) =>
        outcome.Kind is not OutcomeKind.Verified ? new(outcome, null, hint, reader) : throw new ArgumentException("What is verified has a proof.", nameof(outcome));

    /// <summary>The look as evidence. What may not tell that anything was read does not tell how long that took either.</summary>
    internal Evidence NotedAt(SurfaceId surface, DateTimeOffset before, DateTimeOffset now) => new(surface, Reader, Outcome, Digest, Digest is null ? before : now);
}
