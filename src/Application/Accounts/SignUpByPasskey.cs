using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// Registers an address without a password. The passkey is made only by who holds the mailed code, so nobody can lay one into
/// an account whose address is somebody else's. The answer never tells whether the address is known.
/// </summary>
public sealed record RegisterForPasskey(string? Email) : IExternalRequest<Unit>;

internal sealed class RegisterForPasskeyValidator : AbstractValidator<RegisterForPasskey>
{
    public RegisterForPasskeyValidator() => RuleFor(c => c.Email).Email();
}

internal sealed class RegisterForPasskeyHandler(IUnitOfWork unit, AccountMails mails, Registration registration) : IRequestHandler<RegisterForPasskey, Unit>
{
    public async Task<Unit> Handle(RegisterForPasskey request, CancellationToken cancellationToken)
    {
        var digest = mails.DigestOf(Account.Normalize(request.Email!));
        if (!await mails.MayWriteAsync(digest, own: false, cancellationToken)) return Unit.Value;
        return await unit.ExecuteAsync(ct => registration.RegisterAsync(request.Email!, seal: null, digest, ct), cancellationToken);
    }
}

/// <summary>Asks the browser of who holds the code to make the passkey; the code stays good.</summary>
public sealed record AskForFirstPasskey(string? Email, string? Code) : ICommand<PasskeyQuestion>;

internal sealed class AskForFirstPasskeyValidator : AbstractValidator<AskForFirstPasskey>
{
    public AskForFirstPasskeyValidator()
    {
        RuleFor(c => c.Email).Given();
        RuleFor(c => c.Code).Given();
    }
}

internal sealed class AskForFirstPasskeyHandler(Confirmation confirmation, IPasskeys passkeys) : IRequestHandler<AskForFirstPasskey, PasskeyQuestion>
{
    public async Task<PasskeyQuestion> Handle(AskForFirstPasskey request, CancellationToken cancellationToken)
    {
        var account = await confirmation.AccountOfAsync(request.Email!, request.Code!, withPassword: false, cancellationToken);
        return await passkeys.AskForNewAsync(account.Id, account.Email!);
    }
}

/// <summary>Confirms the address by its code, takes the passkey as the way into the account, and begins the first session.</summary>
public sealed record SignUpByPasskey(string? Email, string? Code, PasskeyAnswer Answer, SessionKind Kind) : ICommand<SessionGrant>;

internal sealed class SignUpByPasskeyValidator : AbstractValidator<SignUpByPasskey>
{
    public SignUpByPasskeyValidator()
    {
        RuleFor(c => c.Email).Given();
        RuleFor(c => c.Code).Given();
        RuleFor(c => c.Answer).Passkey();
    }
}

internal sealed class SignUpByPasskeyHandler(Confirmation confirmation, IPasskeys passkeys, SessionStart sessions) : IRequestHandler<SignUpByPasskey, SessionGrant>
{
    public async Task<SessionGrant> Handle(SignUpByPasskey request, CancellationToken cancellationToken)
    {
        var account = await confirmation.AccountOfAsync(request.Email!, request.Code!, withPassword: false, cancellationToken);
        await confirmation.ConfirmAsync(account, cancellationToken);
        if (await passkeys.AddAsync(account.Id, request.Answer, "First passkey", isFirst: true, cancellationToken) is null) throw new RefusedException(AccountErrors.PasskeyInvalid, "credential");
        return await sessions.BeginAsync(account.Id, request.Kind, new ShownFactor(CountsFrom: null), cancellationToken);
    }
}
