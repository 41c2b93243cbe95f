using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>Looks now for the challenge's token: through the operator's own token where one is handed over, else through what the registry sees.</summary>
public sealed record CheckChallenge(ChallengeId Id, string? PhoneNumberId, string? AccessToken) : IConversation<CheckResult>, INeedConfirmedEmail, IHandOverAGrant;

public sealed record CheckResult(ChallengeStatus Status, CheckOutcome Outcome, string Hint, int? RetryAfterSeconds, SurfaceView Surface);

/// <summary>May carry an operator's own token for one look.</summary>
public interface IHandOverAGrant
{
    string? PhoneNumberId { get; }
    string? AccessToken { get; }

    OperatorGrant? Grant => PhoneNumberId is { } id && AccessToken is { } token ? new OperatorGrant(id, token) : null;
}

internal abstract class GrantValidator<T> : AbstractValidator<T> where T : IHandOverAGrant
{
    protected GrantValidator()
    {
        RuleFor(c => c.PhoneNumberId).NotNull().When(c => c.AccessToken is not null).WithMessage("Comes together with access_token, or not at all.");
        RuleFor(c => c.AccessToken).NotNull().When(c => c.PhoneNumberId is not null).WithMessage("Comes together with phone_number_id, or not at all.");
        RuleFor(c => c.PhoneNumberId).Must(id => id is null || id.Trim() is { Length: >= 5 and <= 20 } digits && digits.All(char.IsAsciiDigit))
            .WithMessage("A phone number id has 5 to 20 digits. It is not the phone number.");
        RuleFor(c => c.AccessToken).Must(token => token is null || token.Trim() is { Length: > 0 and <= 1000 } text && text.All(c => c is > ' ' and <= '~'))
            .WithMessage("That is no access token.");
    }
}

internal sealed class CheckChallengeValidator : GrantValidator<CheckChallenge>;

internal sealed class CheckChallengeHandler(
    IRegistryDb db, ICaller caller, IAddressVault vault, Looker looker, OperatorLooks looks, IMediator mediator, TimeProvider clock)
    : IRequestHandler<CheckChallenge, CheckResult>
{
    public async Task<CheckResult> Handle(CheckChallenge request, CancellationToken cancellationToken)
    {
        var challenge = await db.Challenges.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Id == request.Id && c.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(ChallengeErrors.Unknown);
        var identity = await db.Identities.AsNoTracking().SingleAsync(i => i.Id == challenge.IdentityId, cancellationToken);
        identity.RequireActive();
        challenge.RequirePending(clock.Now());
        var grant = ((IHandOverAGrant)request).Grant;
        return await looks.CountAsync(challenge.SurfaceId, challenge.OwnerId, byOwnToken: grant is not null,
            budget => CheckAsync(challenge, grant, budget, cancellationToken), result => result.Outcome, cancellationToken);
    }

    private async Task<CheckResult> CheckAsync(VerificationChallenge challenge, OperatorGrant? grant, ISearchBudget budget, CancellationToken ct)
    {
        var surface = await db.Surfaces.AsNoTracking().SingleAsync(s => s.Id == challenge.SurfaceId, ct);
        var claim = vault.Open(surface.SealedAddress);
        var at = clock.Now();
        var look = await looker.ForTokenAsync(claim, challenge.Token, grant, budget, ct);
        return await mediator.Send(new RecordCheck(challenge.Id, CheckOrigin.Operator, at, look), ct);
    }
}

/// <summary>Judges under the lock what was seen before it: the challenge may have ended meanwhile.</summary>
/// <param name="At">When it was looked, before anything was read.</param>
public sealed record RecordCheck(ChallengeId Id, CheckOrigin Origin, DateTimeOffset At, LookResult Look) : ICommand<CheckResult>;

internal sealed class RecordCheckHandler(IRegistryDb db, IUnitOfWork unit, OperatorViews views, TimeProvider clock) : IRequestHandler<RecordCheck, CheckResult>
{
    private const int RetryAfterSeconds = 60;

    public async Task<CheckResult> Handle(RecordCheck request, CancellationToken cancellationToken)
    {
        var (now, look) = (clock.Now(), request.Look);
        var challenge = await db.Challenges.SingleAsync(c => c.Id == request.Id, cancellationToken);
        var identity = await db.Identities.SingleAsync(i => i.Id == challenge.IdentityId, cancellationToken);
        var surface = await db.Surfaces.SingleAsync(s => s.Id == challenge.SurfaceId, cancellationToken);
        identity.RequireActive();
        challenge.Record(look.Outcome, request.Origin, now);
        await NoteAsync(request, surface.Id, now, cancellationToken);
        if (look.Proof is { } proof) await Bind(surface, proof, now, cancellationToken);
        return new CheckResult(
            challenge.StatusAt(now), look.Outcome, look.Hint, look.Outcome is CheckOutcome.Unreachable ? RetryAfterSeconds : null, views.Of(surface, now));
    }

    // A look of the registry's own was noted as one that found nothing when it was taken: only what it may tell changes that.
    private async Task NoteAsync(RecordCheck request, SurfaceId surface, DateTimeOffset now, CancellationToken ct)
    {
        var look = request.Look;
        if (request.Origin is CheckOrigin.Background)
        {
            if (look is { Outcome: CheckOutcome.TokenNotFound, Digest: null }) return;
            var noted = await db.Evidence.Where(e => e.SurfaceId == surface && e.At == request.At && e.Outcome == CheckOutcome.TokenNotFound && e.Digest == null)
                .ToListAsync(ct);
            db.Evidence.RemoveRange(noted);
        }

        db.Evidence.Add(look.NotedAt(surface, request.At, now));
    }

    private async Task Bind(Surface surface, Proof proof, DateTimeOffset now, CancellationToken ct)
    {
        var holder = await db.Surfaces.SingleOrDefaultAsync(s => s.AddressKey == surface.AddressKey && s.Binding != null && s.Id != surface.Id, ct);
        holder?.Supersede(now);
        surface.RecordLapse(now);
        // The index holds one binding per address: the old one must be gone from the store before the new one comes.
        await unit.SaveAsync(ct);
        var lastEpoch = await db.Surfaces.Where(s => s.AddressKey == surface.AddressKey).MaxAsync(s => s.LastEpoch, ct);
        surface.Bind(proof, lastEpoch + 1, now);
    }
}
