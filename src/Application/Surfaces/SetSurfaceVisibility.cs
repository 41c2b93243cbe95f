using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Surfaces;

/// <summary>Shows a surface to everybody once it is bound, or hides it at once.</summary>
public sealed record SetSurfaceVisibility(IdentityId IdentityId, SurfaceId SurfaceId, bool? Public) : ICommand<SurfaceView>;

internal sealed class SetSurfaceVisibilityValidator : AbstractValidator<SetSurfaceVisibility>
{
    public SetSurfaceVisibilityValidator() => RuleFor(c => c.Public).NotNull().WithMessage("Say true or false.");
}

internal sealed class SetSurfaceVisibilityHandler(IRegistryDb db, ICaller caller, OperatorViews views, TimeProvider clock) : IRequestHandler<SetSurfaceVisibility, SurfaceView>
{
    public async Task<SurfaceView> Handle(SetSurfaceVisibility request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        identity.RequireNotRevoked();
        var surface = await db.SurfaceAsync(identity.Id, request.SurfaceId, caller, cancellationToken);
        if (request.Public!.Value) surface.Show(now);
        else surface.Hide(now);
        return views.Of(surface, now);
    }
}
