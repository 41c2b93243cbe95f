using System.Text.Json;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>What a check of a challenge came to.</summary>
/// <param name="Kind">What <paramref name="Outcome"/> means, whatever the method.</param>
/// <param name="Seen">What was seen, where everybody may see it; null where that is private.</param>
public sealed record CheckResult(
    ChallengeStatus Status, string Outcome, string Hint, int? RetryAfterSeconds, SurfaceView Surface, OutcomeKind Kind, JsonElement? Seen);

/// <summary>What a re-check of a binding came to; members as in <see cref="CheckResult"/>.</summary>
public sealed record RecheckResult(string Outcome, string Hint, int? RetryAfterSeconds, SurfaceView Surface, OutcomeKind Kind, JsonElement? Seen);

/// <summary>Writes down, within a unit of work, what was seen before it; what was looked at may have ended meanwhile.</summary>
internal sealed class CheckRecorder(IRegistryDb db, IUnitOfWork unit, OperatorViews views, ProofMethods methods, TimeProvider clock)
{
    private const int RetryAfterSeconds = 60;

    /// <param name="at">When it was looked, before anything was read.</param>
    /// <exception cref="RefusedException">The challenge has ended, or its identity is not active.</exception>
    public async Task<CheckResult> OfCheckAsync(ChallengeId id, CheckOrigin origin, DateTimeOffset at, LookResult look, CancellationToken ct)
    {
        var now = clock.Now();
        var challenge = await db.Challenges.SingleAsync(c => c.Id == id, ct);
        var identity = await db.Identities.SingleAsync(i => i.Id == challenge.IdentityId, ct);
        var surface = await db.Surfaces.SingleAsync(s => s.Id == challenge.SurfaceId, ct);
        identity.RequireActive();
        challenge.Record(look.Outcome, origin, now);
        await NoteAsync(surface.Id, origin, at, look, now, ct);
        if (look.Proof is { } proof) await BindAsync(surface, proof, now, ct);
        return new CheckResult(challenge.StatusAt(now), look.Outcome.Code, look.Hint, RetryAfter(look), views.Of(surface, now), look.Outcome.Kind, look.Seen);
    }

    /// <param name="epoch">The binding that was looked at: a later one of the same surface is another.</param>
    /// <param name="at">When it was looked, before anything was read.</param>
    /// <exception cref="RefusedException">The binding has ended.</exception>
    public async Task<RecheckResult> OfRecheckAsync(SurfaceId id, int epoch, CheckOrigin origin, DateTimeOffset at, LookResult look, CancellationToken ct)
    {
        var now = clock.Now();
        var surface = await db.Surfaces.SingleAsync(s => s.Id == id, ct);
        if (!surface.StatusAt(now).Holds() || surface.Binding!.Epoch != epoch) throw new RefusedException(SurfaceErrors.NotBound);
        db.Evidence.Add(look.NotedAt(surface.Id, at, now));
        var policy = methods[look.Proof?.Method ?? surface.Method].Method.Rechecks;
        if (look.JudgesBinding) surface.Look(look.Outcome, policy, origin, now);
        if (look.Proof is { } proof) surface.FoundAgain(proof, policy);
        return new RecheckResult(look.Outcome.Code, look.Hint, RetryAfter(look), views.Of(surface, now), look.Outcome.Kind, look.Seen);
    }

    // A look of the registry's own was noted as one that found nothing when it was taken: only what it may tell changes that.
    private async Task NoteAsync(SurfaceId surface, CheckOrigin origin, DateTimeOffset at, LookResult look, DateTimeOffset now, CancellationToken ct)
    {
        if (origin is CheckOrigin.Background)
        {
            if (look.Digest is null && look.Outcome == CheckOutcome.TokenNotFound) return;
            var nothing = CheckOutcome.TokenNotFound.Code;
            var noted = await db.Evidence.Where(e => e.SurfaceId == surface && e.At == at && e.Outcome == nothing && e.Digest == null).ToListAsync(ct);
            db.Evidence.RemoveRange(noted);
        }

        db.Evidence.Add(look.NotedAt(surface, at, now));
    }

    private async Task BindAsync(Surface surface, ProofOfControl proof, DateTimeOffset now, CancellationToken ct)
    {
        var holder = await db.Surfaces.SingleOrDefaultAsync(s => s.AddressKey == surface.AddressKey && s.Binding != null && s.Id != surface.Id, ct);
        holder?.Supersede(now);
        surface.RecordLapse(now);
        // The index holds one binding per address: the old one must be gone from the store before the new one comes.
        await unit.SaveAsync(ct);
        var lastEpoch = await db.Surfaces.Where(s => s.AddressKey == surface.AddressKey).MaxAsync(s => s.LastEpoch, ct);
        surface.Bind(proof, methods[proof.Method].Method.Rechecks, lastEpoch + 1, now);
    }

    private static int? RetryAfter(LookResult look) => look.Outcome.Kind is OutcomeKind.Unreachable ? RetryAfterSeconds : null;
}
