using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using MediatR;

namespace AiIdentity.Application.Surfaces;

/// <summary>Gives an address up. Looks at nothing: who lost the address can still let go of it.</summary>
public sealed record ReleaseSurface(IdentityId IdentityId, SurfaceId SurfaceId) : ICommand<Unit>;

internal sealed class ReleaseSurfaceHandler(IRegistryDb db, ICaller caller, TimeProvider clock) : IRequestHandler<ReleaseSurface, Unit>
{
    public async Task<Unit> Handle(ReleaseSurface request, CancellationToken cancellationToken)
    {
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        identity.RequireNotRevoked();
        var surface = await db.SurfaceAsync(identity.Id, request.SurfaceId, caller, cancellationToken);
        surface.Release(clock.Now());
        return Unit.Value;
    }
}
