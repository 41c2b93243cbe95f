using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Identities;

/// <summary>An administrator suspends an identity, or reinstates it.</summary>
public sealed record JudgeIdentity(IdentityId Id, bool Suspend, string? Reason) : ICommand<IdentityView>;

internal sealed class JudgeIdentityValidator : AbstractValidator<JudgeIdentity>
{
    public JudgeIdentityValidator() => RuleFor(c => c.Reason).RequiredNote();
}

internal sealed class JudgeIdentityHandler(IRegistryDb db, IUnitOfWork unit, ICaller caller, OperatorViews views, TimeProvider clock)
    : IRequestHandler<JudgeIdentity, IdentityView>
{
    public async Task<IdentityView> Handle(JudgeIdentity request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.Id, caller, cancellationToken);
        await unit.HoldAccountAsync(identity.OwnerId, cancellationToken);
        if (request.Suspend) identity.Suspend(request.Reason!, now);
        else identity.Reinstate(request.Reason!, now);
        // Hidden numbers are for their owner's eyes: an administrator is shown no surfaces.
        return (await views.OfAsync([identity], now, cancellationToken))[0] with { Surfaces = [] };
    }
}
