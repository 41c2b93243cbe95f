using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Accounts;

/// <summary>With what a signed-in person shows to be the account's owner once more: the password, or a passkey.</summary>
public sealed record Proof(string? Password, PasskeyAnswer? Passkey)
{
    public bool IsGiven => !string.IsNullOrEmpty(Password) || Passkey?.IsGiven() == true;
}

/// <summary>Asks a signed-in person for the password or a passkey again; wrong passwords count like failed sign-ins.</summary>
public sealed class PersonProof(IUnitOfWork unit, ICredentials credentials, IPasskeys passkeys)
{
    public const string Missing = "Send the password, or a passkey's answer to POST /api/v1/auth/me/passkeys/ask as passkey.";

    /// <summary>Called outside a unit of work.</summary>
    public async Task RequireAsync(AccountId account, Proof proof, CancellationToken ct)
    {
        var seal = string.IsNullOrEmpty(proof.Password) ? null : await credentials.SealOfAsync(account, ct);
        var right = seal is not null && await credentials.OpensAsync(seal, proof.Password!, ct);
        var granted = await unit.ExecuteAsync(async _ =>
        {
            if (await credentials.IsLockedOutAsync(account)) return false;
            if (!right && string.IsNullOrEmpty(proof.Password)) return await passkeys.TakeAsync(account, proof.Passkey!) is not null;
            if (right) await credentials.SucceededAsync(account);
            else await credentials.FailedAsync([account], ct);
            return right;
        }, ct);
        if (!granted)
            throw new RefusedException(AccountErrors.CredentialsInvalid, detail: string.IsNullOrEmpty(proof.Password)
                ? "That is not a passkey of this account, or it came too late. Try again."
                : "That is not the password of this account.");
    }
}
