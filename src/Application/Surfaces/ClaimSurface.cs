using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Surfaces;

/// <summary>Writes down that the identity says to be met there; reserves nothing.</summary>
public sealed record ClaimSurface(IdentityId IdentityId, string? Surface, bool? Public) : ICommand<SurfaceView>;

internal sealed class ClaimSurfaceValidator : AbstractValidator<ClaimSurface>
{
    public ClaimSurfaceValidator() => RuleFor(c => c.Surface).NotNull().WithMessage("Name the surface's address.");
}

internal sealed class ClaimSurfaceHandler(IRegistryDb db, ICaller caller, IAddressVault vault, SurfaceSchemes schemes, OperatorViews views, TimeProvider clock)
    : IRequestHandler<ClaimSurface, SurfaceView>
{
    public async Task<SurfaceView> Handle(ClaimSurface request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        var surface = Claim(identity, request.Surface!, request.Public, vault, schemes, now);
        var exists = await db.Surfaces.AnyAsync(
            s => s.IdentityId == identity.Id && s.AddressKey == surface.AddressKey && s.ReleasedAt == null, cancellationToken);
        if (exists) throw new RefusedException(SurfaceErrors.Exists);
        db.Surfaces.Add(surface);
        return views.Of(surface, now);
    }

    internal static Surface Claim(Identity identity, string text, bool? isPublic, IAddressVault vault, SurfaceSchemes schemes, DateTimeOffset now)
    {
        identity.RequireNotRevoked();
        if (!schemes.TryParse(text, out var address)) throw new RefusedException(SurfaceErrors.Malformed, "surface", schemes.HowToWrite);
        return Surface.Claim(identity.Id, identity.OwnerId, address.Methods[0], vault.Seal(address), isPublic ?? true, now);
    }
}
