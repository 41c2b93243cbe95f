using AiIdentity.Application.Observability;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Verification;

/// <summary>Asks now whether a binding still holds.</summary>
/// <param name="Grant">What one method of the address takes; null for nothing.</param>
public sealed record RecheckSurface(IdentityId IdentityId, SurfaceId SurfaceId, OperatorGrant? Grant) : IExternalRequest<RecheckResult>, INeedConfirmedEmail;

internal sealed class RecheckSurfaceHandler(
    IRegistryDb db, ICaller caller, IAddressVault vault, AddressChecker checker, CheckLimits limits, CheckRecorder record, IUnitOfWork unit, RegistryMeter meter, TimeProvider clock)
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
        var address = vault.Open(surface.SealedAddress);
        checker.RequireTaker(request.Grant, address);
        var result = await limits.CountAsync(surface.Id, surface.OwnerId, byOwnToken: request.Grant is not null, async budget =>
        {
            var at = clock.Now();
            var look = await checker.AtBindingAsync(address, surface, request.Grant, budget, cancellationToken);
            return await unit.ExecuteAsync(
                ct => record.OfRecheckAsync(surface.Id, surface.Binding!.Epoch, CheckOrigin.Operator, at, look, ct), cancellationToken);
        }, result => result.Kind, cancellationToken);
        meter.Checked(result.Outcome, "recheck");
        return result;
    }
}
