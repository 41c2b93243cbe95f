using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>What changed about how an account is signed in to.</summary>
public enum CredentialChange
{
    PasswordChanged,
    PasskeyAdded,
    PasskeyRemoved,
    SecondFactorEnabled,
    SecondFactorDisabled,
    RecoveryCodesRenewed,
}

/// <summary>Tells an account's owner what changed about signing in, in the transaction that changes it: whoever stole a session can't hide it.</summary>
public sealed class CredentialMails(IRegistryDb db, IOptions<RegistryOptions> registry, TimeProvider clock, SignInClock signIns)
{
    public async Task WriteAsync(AccountId account, CredentialChange change, CancellationToken ct)
    {
        var email = await db.Accounts.Where(a => a.Id == account && a.ConfirmedAt != null).Select(a => a.Email).SingleOrDefaultAsync(ct);
        if (email is null) return;
        var (subject, sentence) = Words(change);
        db.OutgoingMails.Add(new OutgoingMail(email, subject,
            $"{sentence}\n\nAccount at {registry.Value.Issuer}, on {AccountMails.UtcMinute(signIns.Now())}.\n\nIf it was you, you need not do anything.\n\n"
            + $"If it was not you: choose a new password now. That ends every session, passkey and API key of the account.\n\n{registry.Value.Issuer}/dashboard/forgot-password\n", clock.Now()));
    }

    private static (string Subject, string Sentence) Words(CredentialChange change) => change switch
    {
        CredentialChange.PasswordChanged => ("Your password was changed", "The password of your account was changed, and its other sessions were ended."),
        CredentialChange.PasskeyAdded => ("A passkey was added to your account", "A passkey was added to your account. It signs in at once; for anything else that asks for proof it counts from 24 hours after."),
        CredentialChange.PasskeyRemoved => ("A passkey was removed from your account", "A passkey was removed from your account. It signs in no longer."),
        CredentialChange.SecondFactorEnabled => ("A second factor was turned on", "Signing in to your account with the password now also asks for a code of an authenticator app."),
        CredentialChange.SecondFactorDisabled => ("The second factor was turned off", "Signing in to your account with the password no longer asks for a code. The recovery codes are worth nothing now."),
        CredentialChange.RecoveryCodesRenewed => ("New recovery codes were made", "New recovery codes were made for your account. The earlier ones are worth nothing now."),
    };
}
