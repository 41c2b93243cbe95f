using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;

namespace AiIdentity.Application.Accounts;

public sealed record RenamePasskey(string Id, string? Name) : ICommand<PasskeyView>;

internal sealed class RenamePasskeyValidator : AbstractValidator<RenamePasskey>
{
    public RenamePasskeyValidator() => RuleFor(c => c.Name).Must(PasskeyRules.IsName).WithMessage(PasskeyRules.NameSentence);
}

internal sealed class RenamePasskeyHandler(ICaller caller, IPasskeys passkeys) : IRequestHandler<RenamePasskey, PasskeyView>
{
    public async Task<PasskeyView> Handle(RenamePasskey request, CancellationToken cancellationToken) =>
        await passkeys.RenameAsync(caller.AccountId, request.Id, request.Name!) ?? throw new RefusedException(AccountErrors.PasskeyUnknown);
}

/// <summary>The passkey opens the account no longer. The last one of an account without a password stays.</summary>
public sealed record RemovePasskey(string Id, Proof Proof) : IExternalRequest<Unit>;

internal sealed class RemovePasskeyValidator : AbstractValidator<RemovePasskey>
{
    public RemovePasskeyValidator() => RuleFor(c => c.Proof).Given();
}

internal sealed class RemovePasskeyHandler(ICaller caller, PersonProof person, ICredentials credentials, IPasskeys passkeys, CredentialMails mails)
    : IRequestHandler<RemovePasskey, Unit>
{
    public Task<Unit> Handle(RemovePasskey request, CancellationToken cancellationToken) =>
        person.ActAsync(caller.AccountId, request.Proof, async ct =>
        {
            var own = await passkeys.ListAsync(caller.AccountId, ct);
            if (own.All(p => p.Id != request.Id)) throw new RefusedException(AccountErrors.PasskeyUnknown);
            if (own.Count == 1 && await credentials.SealOfAsync(caller.AccountId, ct) is null) throw new RefusedException(AccountErrors.LastWayIn);
            await passkeys.RemoveAsync(caller.AccountId, request.Id);
            await mails.WriteAsync(caller.AccountId, CredentialChange.PasskeyRemoved, ct);
            return Unit.Value;
        }, cancellationToken);
}

/// <summary>Asks the caller's browser for one of the account's passkeys, where a person has to show once more who they are.</summary>
public sealed record AskForOwnPasskey : ICommand<PasskeyQuestion>;

internal sealed class AskForOwnPasskeyHandler(ICaller caller, IPasskeys passkeys) : IRequestHandler<AskForOwnPasskey, PasskeyQuestion>
{
    public Task<PasskeyQuestion> Handle(AskForOwnPasskey request, CancellationToken cancellationToken) => passkeys.AskForAsync(caller.AccountId);
}
