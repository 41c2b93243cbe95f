using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Identities;

/// <summary>Final: surfaces are released and Passports end with it. Doing it twice changes nothing.</summary>
public sealed record RevokeIdentity(IdentityId Id, string? Reason) : ICommand<IdentityView>;

internal sealed class RevokeIdentityValidator : AbstractValidator<RevokeIdentity>
{
    public RevokeIdentityValidator() => RuleFor(c => c.Reason).Note();
}

internal sealed class RevokeIdentityHandler(IRegistryDb db, ICaller caller, OperatorViews views, TimeProvider clock)
    : IRequestHandler<RevokeIdentity, IdentityView>
{
    public async Task<IdentityView> Handle(RevokeIdentity request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.Id, caller, cancellationToken);
        identity.Revoke(now, note: request.Reason);
        // Its surfaces are released by the reaction to the event: a revoked identity shows none.
        return views.Of(identity, emailConfirmed: false, [], now);
    }
}
