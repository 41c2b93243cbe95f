using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;

namespace AiIdentity.Application.Accounts;

/// <summary>Asks a signed-in person for the password again; wrong ones count like failed sign-ins.</summary>
public sealed class PasswordProof(IUnitOfWork unit, ICredentials credentials)
{
    /// <summary>Called outside a unit of work.</summary>
    public async Task RequireAsync(AccountId account, string password, CancellationToken ct)
    {
        var seal = await credentials.SealOfAsync(account, ct);
        var right = seal is not null && credentials.Opens(seal, password);
        var granted = await unit.ExecuteAsync(async _ =>
        {
            if (await credentials.IsLockedOutAsync(account)) return false;
            if (right) await credentials.SucceededAsync(account);
            else await credentials.FailedAsync(account);
            return right;
        }, ct);
        if (!granted) throw new RefusedException(AccountErrors.CredentialsInvalid, detail: "That is not the password of this account.");
    }
}
