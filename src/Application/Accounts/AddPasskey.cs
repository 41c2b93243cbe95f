using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Asks the caller's browser to make a passkey; nothing changes until it answers.</summary>
public sealed record AskForNewPasskey : ICommand<PasskeyQuestion>, INeedConfirmedEmail;

internal sealed class AskForNewPasskeyHandler(IRegistryDb db, ICaller caller, IPasskeys passkeys) : IRequestHandler<AskForNewPasskey, PasskeyQuestion>
{
    public async Task<PasskeyQuestion> Handle(AskForNewPasskey request, CancellationToken cancellationToken)
    {
        var email = await db.Accounts.Where(a => a.Id == caller.AccountId).Select(a => a.Email).SingleAsync(cancellationToken);
        return await passkeys.AskForNewAsync(caller.AccountId, email!);
    }
}

/// <summary>Takes the passkey that the browser made as a way into the account.</summary>
/// <param name="Name">For the owner's list; null for "Passkey".</param>
public sealed record AddPasskey(PasskeyAnswer Answer, string? Name, Proof Proof) : IExternalRequest<PasskeyView>, INeedConfirmedEmail;

internal sealed class AddPasskeyValidator : AbstractValidator<AddPasskey>
{
    public AddPasskeyValidator()
    {
        RuleFor(c => c.Answer).Passkey();
        RuleFor(c => c.Name).Must(name => name is null || PasskeyRules.IsName(name)).WithMessage(PasskeyRules.NameSentence);
        RuleFor(c => c.Proof).Given();
    }
}

internal sealed class AddPasskeyHandler(ICaller caller, PersonProof person, IPasskeys passkeys, CredentialMails mails) : IRequestHandler<AddPasskey, PasskeyView>
{
    private const int Most = 20;

    public Task<PasskeyView> Handle(AddPasskey request, CancellationToken cancellationToken) =>
        person.ActAsync(caller.AccountId, request.Proof, async ct =>
        {
            if ((await passkeys.ListAsync(caller.AccountId, ct)).Count >= Most) throw new RefusedException(AccountErrors.TooManyPasskeys);
            var added = await passkeys.AddAsync(caller.AccountId, request.Answer, request.Name ?? "Passkey", isFirst: false, ct)
                ?? throw new RefusedException(AccountErrors.PasskeyInvalid, "credential");
            await mails.WriteAsync(caller.AccountId, CredentialChange.PasskeyAdded, ct);
            return added;
        }, cancellationToken);
}

internal static class PasskeyRules
{
    private const int MaxName = 100;
    public static readonly string NameSentence = $"Name the passkey: 1 to {MaxName} characters, no control characters.";

    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxName && !name.Any(char.IsControl);

    public static IRuleBuilderOptions<T, PasskeyAnswer> Passkey<T>(this IRuleBuilder<T, PasskeyAnswer> rule) => rule
        .Must(answer => answer.IsGiven()).OverridePropertyName("credential").WithMessage("Send the state of the question, and the credential that the browser made.");
}
