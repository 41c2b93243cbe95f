using AiIdentity.Application.Observability;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>
/// Takes the registry's own looks by one method that are due, in order; each is planned anew before it is made, so a crash skips one look at most.
/// It is noted here, at its due time, as one that found nothing: when the note appears, and what time it bears, must not tell what was read.
/// </summary>
/// <param name="Method">The method's id.</param>
public sealed record TakeDueLooks(string Method, int Most) : ICommand<IReadOnlyList<ChallengeId>>;

internal sealed class TakeDueLooksHandler(IRegistryDb db, TimeProvider clock) : IRequestHandler<TakeDueLooks, IReadOnlyList<ChallengeId>>
{
    public async Task<IReadOnlyList<ChallengeId>> Handle(TakeDueLooks request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        // A suspended identity's challenges rest.
        var due = await db.Challenges
            .Where(c => c.Method == request.Method && c.NextLookAt <= now
                && db.Identities.Any(i => i.Id == c.IdentityId && i.SuspendedAt == null && i.RevokedAt == null))
            .OrderBy(c => c.NextLookAt).Take(request.Most).ToListAsync(cancellationToken);
        foreach (var challenge in due) challenge.PlanNextLook(now);
        var pending = due.FindAll(c => c.StatusAt(now) is ChallengeStatus.Pending);
        foreach (var challenge in pending)
            db.Evidence.Add(new Evidence(challenge.SurfaceId, EvidenceReaders.OwnGrant, CheckOutcome.TokenNotFound, digest: null, challenge.LookDueAt));
        return [.. pending.Select(c => c.Id)];
    }
}

/// <summary>Looks for a pending challenge's token through what the registry itself can see.</summary>
public sealed record LookForToken(ChallengeId Id) : IExternalRequest<Unit>;

internal sealed class LookForTokenHandler(IRegistryDb db, IAddressVault vault, AddressChecker checker, CheckRecorder record, IUnitOfWork unit, RegistryMeter meter, TimeProvider clock)
    : IRequestHandler<LookForToken, Unit>
{
    public async Task<Unit> Handle(LookForToken request, CancellationToken cancellationToken)
    {
        var challenge = await db.Challenges.AsNoTracking().SingleAsync(c => c.Id == request.Id, cancellationToken);
        if (challenge.StatusAt(clock.Now()) is not ChallengeStatus.Pending) return Unit.Value;
        var address = await db.Surfaces.Where(s => s.Id == challenge.SurfaceId).Select(s => s.SealedAddress).SingleAsync(cancellationToken);
        var look = await checker.ForTokenAsync(vault.Open(address), challenge.IdentityId, challenge.Token, grant: null, budget: null, cancellationToken);
        var result = await unit.ExecuteAsync(ct => record.OfCheckAsync(challenge.Id, CheckOrigin.Background, challenge.LookDueAt, look, ct), cancellationToken);
        meter.Checked(result.Outcome, "worker");
        return Unit.Value;
    }
}
