using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Proves the mailbox: the account of the code's password becomes the address's, and all else made under the address goes.</summary>
public sealed record ConfirmEmail(string? Email, string? Code) : ICommand<Unit>;

internal sealed class ConfirmEmailValidator : AbstractValidator<ConfirmEmail>
{
    public ConfirmEmailValidator()
    {
        RuleFor(c => c.Email).Given();
        RuleFor(c => c.Code).Given();
    }
}

internal sealed class ConfirmEmailHandler(IRegistryDb db, AccountMails mails, AccountErasure erasure, AccessEnd access, TimeProvider clock)
    : IRequestHandler<ConfirmEmail, Unit>
{
    public async Task<Unit> Handle(ConfirmEmail request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var address = Account.Normalize(request.Email!);
        var account = await mails.AccountOfAsync(AccountMailPurpose.Confirm, address, request.Code!, cancellationToken);
        if (account is not { EmailConfirmed: false }) throw new RefusedException(AccountErrors.CodeInvalid, "code");
        var others = await db.Accounts.Where(a => a.NormalizedEmail == address && a.Id != account.Id).ToListAsync(cancellationToken);
        if (others.Exists(a => a.EmailConfirmed)) throw new RefusedException(AccountErrors.CodeInvalid, "code");

        account.ConfirmEmail(now);
        // Whoever signed in before may not be who reads the mail.
        await access.EndAsync(account.Id, cancellationToken);
        await mails.ForgetAsync(account.Id, cancellationToken);
        foreach (var other in others) await erasure.EraseAsync(other, now, cancellationToken);
        return Unit.Value;
    }
}
