using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Identities;

/// <summary>An administrator reinstates an identity.</summary>
public sealed record ReinstateIdentity(IdentityId Id, string? Reason) : ICommand<IdentityView>;

internal sealed class ReinstateIdentityValidator : AbstractValidator<ReinstateIdentity>
{
    public ReinstateIdentityValidator() => RuleFor(c => c.Reason).RequiredNote();
}

internal sealed class ReinstateIdentityHandler(IRegistryDb db, IUnitOfWork unit, ICaller caller, OperatorViews views, TimeProvider clock)
    : IRequestHandler<ReinstateIdentity, IdentityView>
{
    public async Task<IdentityView> Handle(ReinstateIdentity request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.Id, caller, cancellationToken);
        await unit.HoldAccountAsync(identity.OwnerId, cancellationToken);
        identity.Reinstate(request.Reason!, now);
        // Hidden addresses are for their owner's eyes: an administrator is shown no surfaces.
        return (await views.OfAsync([identity], now, cancellationToken))[0] with { Surfaces = [] };
    }
}
