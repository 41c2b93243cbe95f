using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>Asks now whether a binding's pair still holds.</summary>
public sealed record RecheckSurface(IdentityId IdentityId, SurfaceId SurfaceId, string? PhoneNumberId, string? AccessToken)
    : IConversation<RecheckResult>, INeedConfirmedEmail, IHandOverAGrant;

public sealed record RecheckResult(CheckOutcome Outcome, string Hint, int? RetryAfterSeconds, SurfaceView Surface);

internal sealed class RecheckSurfaceValidator : GrantValidator<RecheckSurface>;

internal sealed class RecheckSurfaceHandler(IRegistryDb db, ICaller caller, IAddressVault vault, Looker looker, OperatorLooks looks, IMediator mediator, TimeProvider clock)
    : IRequestHandler<RecheckSurface, RecheckResult>
{
    public async Task<RecheckResult> Handle(RecheckSurface request, CancellationToken cancellationToken)
    {
        var identity = await db.Identities.AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == request.IdentityId && i.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(IdentityErrors.Unknown);
        identity.RequireNotRevoked();
        var surface = await db.Surfaces.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Id == request.SurfaceId && s.IdentityId == identity.Id && s.ReleasedAt == null, cancellationToken)
            ?? throw new RefusedException(SurfaceErrors.Unknown);
        if (!surface.StatusAt(clock.Now()).Holds()) throw new RefusedException(SurfaceErrors.NotBound);
        var grant = ((IHandOverAGrant)request).Grant;
        return await looks.CountAsync(surface.Id, surface.OwnerId, byOwnToken: grant is not null,
            budget => RecheckAsync(surface, grant, budget, cancellationToken), result => result.Outcome, cancellationToken);
    }

    private async Task<RecheckResult> RecheckAsync(Surface surface, OperatorGrant? grant, ISearchBudget budget, CancellationToken ct)
    {
        var at = clock.Now();
        var look = await looker.ForPairAsync(vault.Open(surface.SealedAddress), surface.Binding!, grant, budget, ct);
        return await mediator.Send(new RecordRecheck(surface.Id, surface.Binding!.Epoch, CheckOrigin.Operator, at, look), ct);
    }
}

/// <summary>Judges a binding by what was seen of it; a binding that ended meanwhile is not judged.</summary>
/// <param name="Epoch">The binding that was looked at: a later one of the same surface is another.</param>
/// <param name="At">When it was looked, before anything was read.</param>
public sealed record RecordRecheck(SurfaceId Id, int Epoch, CheckOrigin Origin, DateTimeOffset At, LookResult Look) : ICommand<RecheckResult>;

internal sealed class RecordRecheckHandler(IRegistryDb db, OperatorViews views, TimeProvider clock) : IRequestHandler<RecordRecheck, RecheckResult>
{
    private const int RetryAfterSeconds = 60;

    public async Task<RecheckResult> Handle(RecordRecheck request, CancellationToken cancellationToken)
    {
        var (now, look) = (clock.Now(), request.Look);
        var surface = await db.Surfaces.SingleAsync(s => s.Id == request.Id, cancellationToken);
        if (!surface.StatusAt(now).Holds() || surface.Binding!.Epoch != request.Epoch) throw new RefusedException(SurfaceErrors.NotBound);
        db.Evidence.Add(look.NotedAt(surface.Id, request.At, now));
        if (look.JudgesBinding) surface.Look(Judgement.VerdictOf(look.Outcome), Words.Of(look.Outcome), request.Origin, now);
        if (look.Proof is { } proof) surface.FoundAt(proof.Locator, byOwnGrant: !proof.OneTime);
        return new RecheckResult(look.Outcome, look.Hint, look.Outcome is CheckOutcome.Unreachable ? RetryAfterSeconds : null, views.Of(surface, now));
    }
}
