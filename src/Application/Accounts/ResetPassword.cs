using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Accounts;

/// <summary>Chooses a new password by a mailed code; every other way in ends.</summary>
public sealed record ResetPassword(string? Email, string? Code, string? NewPassword) : IExternalRequest<Unit>;

internal sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator()
    {
        RuleFor(c => c.Email).Given();
        RuleFor(c => c.Code).Given();
        RuleFor(c => c.NewPassword).NewPassword();
    }
}

internal sealed class ResetPasswordHandler(IUnitOfWork unit, ICredentials credentials, AccountMails mails, AccessEnd access)
    : IRequestHandler<ResetPassword, Unit>
{
    public async Task<Unit> Handle(ResetPassword request, CancellationToken cancellationToken)
    {
        var address = Account.Normalize(request.Email!);
        var seal = await credentials.SealAsync(address, request.NewPassword!, cancellationToken);
        return await unit.ExecuteAsync(async ct =>
        {
            var account = await mails.AccountOfAsync(AccountMailPurpose.Reset, address, request.Code!, ct)
                ?? throw new RefusedException(AccountErrors.CodeInvalid, "code");
            await access.EndAsync(account.Id, ct);
            await credentials.ChangePasswordAsync(account.Id, seal, provesFrom: null);
            await mails.ForgetAsync(account.Id, ct);
            return Unit.Value;
        }, cancellationToken);
    }
}
