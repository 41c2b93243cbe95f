using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Passports;

/// <summary>Ends a Passport; doing it twice changes nothing. The note is kept with the owner's event.</summary>
public sealed record RevokePassport(PassportId Id, string? Reason) : ICommand<PassportView>;

internal sealed class RevokePassportValidator : AbstractValidator<RevokePassport>
{
    public RevokePassportValidator() => RuleFor(c => c.Reason).Note();
}

internal sealed class RevokePassportHandler(IRegistryDb db, ICaller caller, TimeProvider clock) : IRequestHandler<RevokePassport, PassportView>
{
    public async Task<PassportView> Handle(RevokePassport request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var passport = await db.Passports.SingleOrDefaultAsync(p => p.Id == request.Id && p.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(PassportErrors.Unknown);
        passport.Revoke(RevocationReason.Operator, "operator", now, note: string.IsNullOrWhiteSpace(request.Reason) ? null : request.Reason);
        return new PassportView(passport.Id.ToString(), passport.StatusAt(now), passport.IssuedAt, passport.ExpiresAt, passport.KeyId.ToString());
    }
}
