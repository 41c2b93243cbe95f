using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Application.Verification;

/// <summary>What one look came to.</summary>
/// <param name="Proof">Set where the outcome is <see cref="CheckOutcome.Verified"/>.</param>
/// <param name="Digest">Keyed digest of what was read; null where nothing may be told.</param>
/// <param name="JudgesBinding">False where a re-check saw somebody else's profile, or none: the binding stays as it was.</param>
public sealed record LookResult(
    CheckOutcome Outcome, string Hint, EvidenceReader Reader, Proof? Proof = null, string? Digest = null, bool JudgesBinding = true)
{
    /// <summary>The look as evidence. What may not tell that anything was read does not tell how long that took either.</summary>
    internal Evidence NotedAt(SurfaceId surface, DateTimeOffset before, DateTimeOffset now) => new(surface, Reader, Outcome, Digest, Digest is null ? before : now);
}

/// <summary>Looks at profiles and judges what is seen; changes nothing.</summary>
public sealed class Looker(IWhatsAppReader reader, IAddressVault vault)
{
    // Not asked at all, whatever the address.
    private static readonly Sightings Exhausted = new([], ReaderDown: true);

    /// <summary>Looks for a challenge's token, through the operator's own token or through what the registry itself can see.</summary>
    /// <param name="budget">The operator's who waits for the answer; null for a look of the registry's own, whose duration nobody sees.</param>
    public Task<LookResult> ForTokenAsync(SurfaceAddress claim, string token, OperatorGrant? grant, ISearchBudget? budget, CancellationToken ct) =>
        grant is null ? ForTokenAsync(claim, token, budget, ct) : ForTokenByAsync(grant, claim, token, ct);

    /// <summary>Asks whether a binding's pair still holds; no token is asked for.</summary>
    /// <param name="budget">As for a token.</param>
    public Task<LookResult> ForPairAsync(SurfaceAddress claim, Binding binding, OperatorGrant? grant, ISearchBudget? budget, CancellationToken ct) =>
        grant is null ? ForPairAsync(claim, binding, budget, ct) : ForPairByAsync(grant, claim, binding, ct);

    private async Task<LookResult> ForTokenByAsync(OperatorGrant grant, SurfaceAddress claim, string token, CancellationToken ct)
    {
        switch (await reader.ReadAsync(grant, ct))
        {
            case ReadResult.Read { Profile: var reading }:
                var outcome = Judgement.OfProof(claim, token, reading);
                var oneTime = outcome is CheckOutcome.Verified && !await reader.ReachesAsync(reading.Locator, ct);
                var hint = outcome is CheckOutcome.NumberMismatch ? Hints.ForArgentina(claim, reading) : null;
                return new(outcome, hint ?? Hints.For(outcome, byOperatorToken: true), EvidenceReader.OperatorToken, ProofOf(outcome, reading, oneTime), DigestOf(reading));
            case ReadResult.Failed { Failure: var failure }:
                return Plain(Judgement.OfFailure(failure), EvidenceReader.OperatorToken);
            default:
                throw new InvalidOperationException("A reading is read or failed.");
        }
    }

    // No oracle: unless the reading saw this very token, the answer is the same whatever the number is, and whoever shares it.
    private async Task<LookResult> ForTokenAsync(SurfaceAddress claim, string token, ISearchBudget? budget, CancellationToken ct)
    {
        var seen = await FindAsync(claim, reading => Judgement.SawToken(token, reading), budget, ct);
        var best = seen.Readings
            .Where(reading => Judgement.SawToken(token, reading))
            .Select(reading => (Reading: reading, Outcome: Judgement.OfProof(claim, token, reading)))
            .OrderBy(shown => shown.Outcome)
            .FirstOrDefault();
        return best.Reading is { } reading
            ? new(best.Outcome, Hints.For(best.Outcome, byOperatorToken: false), ReaderOf(reading), ProofOf(best.Outcome, reading, oneTime: false), DigestOf(reading))
            : Plain(seen.ReaderDown || seen.Incomplete ? CheckOutcome.Unreachable : CheckOutcome.TokenNotFound, EvidenceReader.OwnGrant);
    }

    // A profile of another number or handle says nothing about this binding, whatever token opened it.
    private async Task<LookResult> ForPairByAsync(OperatorGrant grant, SurfaceAddress claim, Binding binding, CancellationToken ct)
    {
        switch (await reader.ReadAsync(grant, ct))
        {
            case ReadResult.Read { Profile: var reading }:
                var outcome = Judgement.OfPair(claim, binding, PairOf(reading), reading);
                var same = outcome is not (CheckOutcome.NumberMismatch or CheckOutcome.UsernameMismatch or CheckOutcome.UsernameNotApproved);
                var stillOneTime = binding.OneTime && !(same && await reader.ReachesAsync(reading.Locator, ct));
                return new(outcome, Hints.For(outcome, byOperatorToken: true), EvidenceReader.OperatorToken, ProofOf(outcome, reading, stillOneTime), DigestOf(reading), same);
            case ReadResult.Failed { Failure: var failure }:
                return Plain(Judgement.OfFailure(failure), EvidenceReader.OperatorToken) with { JudgesBinding = false };
            default:
                throw new InvalidOperationException("A reading is read or failed.");
        }
    }

    private async Task<LookResult> ForPairAsync(SurfaceAddress claim, Binding binding, ISearchBudget? budget, CancellationToken ct)
    {
        var by = binding.Reader is ReaderKind.Directory ? EvidenceReader.Directory : EvidenceReader.OwnGrant;
        switch (await reader.ReadAgainAsync(binding.Reader, binding.Locator, claim, ct))
        {
            case ReadResult.Read { Profile: var reading }:
                return OfPair(reading);
            case ReadResult.Failed { Failure: ReadFailure.GrantLost } when binding.OneTime:
                return Plain(CheckOutcome.NoGrant, by) with { JudgesBinding = false };
            case ReadResult.Failed { Failure: ReadFailure.GrantLost } when binding.Reader is ReaderKind.CloudApi:
                // The number may have moved to another record that is shared with us: the pair is what counts.
                // Whoever lost it learns nothing of the new holder, by the clock neither.
                var moved = await FindAsync(claim, IsSame, budget, ct);
                return moved.Readings.FirstOrDefault(IsSame) is { } found ? OfPair(found)
                    : Plain(ReferenceEquals(moved, Exhausted) ? CheckOutcome.Unreachable : CheckOutcome.GrantLost, by);
            case ReadResult.Failed { Failure: var failure }:
                return Plain(Judgement.OfFailure(failure), by);
            default:
                throw new InvalidOperationException("A reading is read or failed.");
        }

        bool IsSame(ProfileReading reading) => Judgement.OfPair(claim, binding, PairOf(reading), reading) is CheckOutcome.Verified;

        LookResult OfPair(ProfileReading reading)
        {
            var outcome = Judgement.OfPair(claim, binding, PairOf(reading), reading);
            return new(outcome, Hints.For(outcome, byOperatorToken: false), by, ProofOf(outcome, reading, oneTime: false), DigestOf(reading));
        }
    }

    private async Task<Sightings> FindAsync(SurfaceAddress claim, Func<ProfileReading, bool> settles, ISearchBudget? budget, CancellationToken ct)
    {
        if (budget is null) return await reader.FindAsync(claim, ct);
        return await budget.MaySearchAsync(ct) ? await reader.FindEvenlyAsync(claim, settles, budget, ct) : Exhausted;
    }

    private static LookResult Plain(CheckOutcome outcome, EvidenceReader by) =>
        new(outcome, Hints.For(outcome, by is EvidenceReader.OperatorToken), by);

    private static EvidenceReader ReaderOf(ProfileReading reading) =>
        reading.Reader is ReaderKind.Directory ? EvidenceReader.Directory : EvidenceReader.OwnGrant;

    private Proof? ProofOf(CheckOutcome outcome, ProfileReading reading, bool oneTime) =>
        outcome is CheckOutcome.Verified ? new Proof(reading.Reader, PairOf(reading), reading.Locator, oneTime) : null;

    // The other half of the pair: a number only as its keyed hash, or the directory's profile id.
    private string PairOf(ProfileReading reading) => reading.Reader switch
    {
        ReaderKind.CloudApi => reading.Number is { } number ? vault.KeyOf(number).Value : "",
        ReaderKind.Directory => reading.Locator,
    };

    private string DigestOf(ProfileReading reading) => vault.Digest("evidence", string.Join('\n',
        reading.Reader, reading.Locator, reading.Number?.Digits, reading.Standing, reading.Username?.Name, reading.UsernameApproved, reading.About, reading.Description));
}
