using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Changes the password, or chooses the first; the account's other sessions end, its passkeys and keys stay.</summary>
/// <param name="Session">The calling one, which goes on.</param>
public sealed record ChangePassword(SessionId Session, Proof Proof, string? NewPassword) : IExternalRequest<Unit>, INeedConfirmedEmail;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(c => c.Proof).Given();
        RuleFor(c => c.NewPassword).NewPassword();
    }
}

internal sealed class ChangePasswordHandler(
    IRegistryDb db, ICaller caller, PersonProof person, ICredentials credentials, CredentialMails mails, TimeProvider clock, SignInClock signIns)
    : IRequestHandler<ChangePassword, Unit>
{
    public async Task<Unit> Handle(ChangePassword request, CancellationToken cancellationToken)
    {
        var account = caller.AccountId;
        var address = await db.Accounts.Where(a => a.Id == account).Select(a => a.NormalizedEmail).SingleAsync(cancellationToken);
        var seal = await credentials.SealAsync(address!, request.NewPassword!, cancellationToken);
        return await person.ActAsync(account, request.Proof, async ct =>
        {
            // One that takes another's place was proved by what the account had: only a first one is an addition.
            var isFirst = await credentials.SealOfAsync(account, ct) is null;
            await credentials.ChangePasswordAsync(account, seal, isFirst ? clock.Now() + AddedCredential.Probation : null);
            await EndOtherSessionsHandler.EndAsync(db, account, request.Session, signIns.Now(), ct);
            await mails.WriteAsync(account, CredentialChange.PasswordChanged, ct);
            return Unit.Value;
        }, cancellationToken);
    }
}
