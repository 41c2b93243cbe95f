using AiIdentity.Application.Shared;
using FluentValidation;
using MediatR;

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

internal sealed class ConfirmEmailHandler(Confirmation confirmation) : IRequestHandler<ConfirmEmail, Unit>
{
    public async Task<Unit> Handle(ConfirmEmail request, CancellationToken cancellationToken)
    {
        var account = await confirmation.AccountOfAsync(request.Email!, request.Code!, withPassword: true, cancellationToken);
        await confirmation.ConfirmAsync(account, cancellationToken);
        return Unit.Value;
    }
}
