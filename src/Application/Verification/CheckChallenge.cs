using AiIdentity.Application.Observability;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>Looks now for the challenge's token: through what the operator hands over, or through what the registry sees.</summary>
/// <param name="Grant">What one method of the address takes; null for nothing.</param>
public sealed record CheckChallenge(ChallengeId Id, OperatorGrant? Grant) : IExternalRequest<CheckResult>, INeedConfirmedEmail;

internal sealed class CheckChallengeHandler(
    IRegistryDb db, ICaller caller, IAddressVault vault, AddressChecker checker, CheckLimits limits, CheckRecorder record, IUnitOfWork unit, RegistryMeter meter, TimeProvider clock)
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
        var sealedAddress = await db.Surfaces.Where(s => s.Id == challenge.SurfaceId).Select(s => s.SealedAddress).SingleAsync(cancellationToken);
        var address = vault.Open(sealedAddress);
        checker.RequireTaker(request.Grant, address);
        var result = await limits.CountAsync(challenge.SurfaceId, challenge.OwnerId, byOwnToken: request.Grant is not null, async budget =>
        {
            var at = clock.Now();
            var look = await checker.ForTokenAsync(address, challenge.IdentityId, challenge.Token, request.Grant, budget, cancellationToken);
            return await unit.ExecuteAsync(ct => record.OfCheckAsync(challenge.Id, CheckOrigin.Operator, at, look, ct), cancellationToken);
        }, result => result.Kind, cancellationToken);
        meter.Checked(result.Outcome, "operator");
        return result;
    }
}
