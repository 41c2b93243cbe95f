using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Accounts;

/// <summary>With what a signed-in person shows to be the account's owner once more: the password, or a passkey.</summary>
public sealed record Proof(string? Password, PasskeyAnswer? Passkey)
{
    public bool IsGiven => !string.IsNullOrEmpty(Password) || Passkey?.IsGiven() == true;
}

/// <summary>
/// Lets a signed-in person act who shows the password or a passkey again, in the transaction in which they act. What was added in a
/// session proves nothing for 24 hours: it may be the work of who stole the session. Wrong passwords count like failed sign-ins.
/// </summary>
public sealed class PersonProof(IUnitOfWork unit, ICredentials credentials, IPasskeys passkeys, TimeProvider clock)
{
    public const string Missing = "Send proof: the password, or a passkey's answer to POST /api/v1/auth/me/passkeys/ask as passkey.";
    private const string WrongPassword = "That is not the password of this account.";
    private const string WrongPasskey = "That is not a passkey of this account, or it came too late or twice. Try again.";
    private const string TooNew = "What you signed in with was added less than 24 hours ago, and proves nothing else until then. Use what the account had before.";

    /// <summary>Called outside a unit of work; what is done is one unit with the judging of the proof.</summary>
    public async Task<T> ActAsync<T>(AccountId account, Proof proof, Func<CancellationToken, Task<T>> act, CancellationToken ct)
    {
        var seal = string.IsNullOrEmpty(proof.Password) ? null : await credentials.SealOfAsync(account, ct);
        var opens = seal is not null && await credentials.OpensAsync(seal, proof.Password!, ct);
        // A wrong password is counted, so it is an answer of the unit and thrown only after it.
        var (refusal, done) = await unit.ExecuteAsync<(string? Refusal, T? Done)>(async stop =>
        {
            var refused = string.IsNullOrEmpty(proof.Password)
                ? await JudgePasskeyAsync(account, proof.Passkey!, stop)
                : await JudgePasswordAsync(account, opens ? seal : null, stop);
            return (refused, refused is null ? await act(stop) : default);
        }, ct);
        return refusal is null ? done! : throw new RefusedException(AccountErrors.CredentialsInvalid, detail: refusal);
    }

    private async Task<string?> JudgePasswordAsync(AccountId account, string? seal, CancellationToken ct)
    {
        // Looked up again: the password may have changed since it was compared.
        if (seal is null || await credentials.FindUnlockedAsync([account], [seal], ct) is null)
        {
            await credentials.FailedAsync([account], ct);
            return WrongPassword;
        }

        await credentials.SucceededAsync(account);
        return IsTooNew(await credentials.PasswordProvesFromAsync(account, ct)) ? TooNew : null;
    }

    private async Task<string?> JudgePasskeyAsync(AccountId account, PasskeyAnswer answer, CancellationToken ct) =>
        await passkeys.TakeAsync(account, answer, ct) switch
        {
            null => WrongPasskey,
            var shown => IsTooNew(shown.ProvesFrom) ? TooNew : null,
        };

    private bool IsTooNew(DateTimeOffset? from) => from > clock.Now();
}
