using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Changes the password, or chooses the first; the account's other sessions end, its passkeys and keys stay.</summary>
/// <param name="Session">The calling one, which goes on.</param>
public sealed record ChangePassword(SessionId Session, Proof Proof, string? NewPassword) : IConversation<Unit>, INeedConfirmedEmail;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(c => c.Proof).Given();
        RuleFor(c => c.NewPassword).NewPassword();
    }
}

internal sealed class ChangePasswordHandler(IRegistryDb db, ICaller caller, IUnitOfWork unit, PersonProof person, ICredentials credentials, SignInClock clock)
    : IRequestHandler<ChangePassword, Unit>
{
    public async Task<Unit> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        await person.RequireAsync(caller.AccountId, request.Proof, cancellationToken);
        var address = await db.Accounts.Where(a => a.Id == caller.AccountId).Select(a => a.NormalizedEmail).SingleAsync(cancellationToken);
        var seal = await credentials.SealAsync(address!, request.NewPassword!, cancellationToken);
        return await unit.ExecuteAsync(async ct =>
        {
            await credentials.ChangePasswordAsync(caller.AccountId, seal);
            await EndOtherSessionsHandler.EndAsync(db, caller.AccountId, request.Session, clock.Now(), ct);
            return Unit.Value;
        }, cancellationToken);
    }
}
