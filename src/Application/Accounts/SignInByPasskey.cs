using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Accounts;

/// <summary>Asks a browser for whichever passkey it has for this registry; says nothing about anybody's account.</summary>
public sealed record AskForPasskey : ICommand<PasskeyQuestion>;

internal sealed class AskForPasskeyHandler(IPasskeys passkeys) : IRequestHandler<AskForPasskey, PasskeyQuestion>
{
    public Task<PasskeyQuestion> Handle(AskForPasskey request, CancellationToken cancellationToken) => passkeys.AskForAsync(account: null);
}

/// <summary>
/// Begins a session by a passkey. It is two factors at once, the device and what unlocks it, so no code is asked for besides.
/// Wrong passwords lock the password alone: anybody can type those.
/// </summary>
public sealed record SignInByPasskey(PasskeyAnswer Answer, SessionKind Kind) : ICommand<SessionGrant>;

internal sealed class SignInByPasskeyValidator : AbstractValidator<SignInByPasskey>
{
    public SignInByPasskeyValidator() => RuleFor(c => c.Answer).Passkey();
}

internal sealed class SignInByPasskeyHandler(IPasskeys passkeys, SessionStart sessions) : IRequestHandler<SignInByPasskey, SessionGrant>
{
    public async Task<SessionGrant> Handle(SignInByPasskey request, CancellationToken cancellationToken)
    {
        if (await passkeys.TakeAsync(account: null, request.Answer, cancellationToken) is not { } shown)
            throw new RefusedException(AccountErrors.CredentialsInvalid, detail: "This registry knows no such passkey, or the answer came too late. Try again, or sign in another way.");
        return await sessions.BeginAsync(shown.Account, request.Kind, new ShownFactor(shown.ProvesFrom), cancellationToken);
    }
}
