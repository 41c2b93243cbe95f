using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Proves a mailbox by its code, once for an account; the same for who chose a password and who wants a passkey.</summary>
public sealed class Confirmation(
    IRegistryDb db, ICredentials credentials, AccountMails mails, AccountErasure erasure, AccessEnd access, TimeProvider clock)
{
    /// <summary>The unconfirmed account that a good code belongs to.</summary>
    /// <param name="withPassword">A code opens the account in the way that it was asked for, and in no other.</param>
    public async Task<Account> AccountOfAsync(string email, string code, bool withPassword, CancellationToken ct)
    {
        var address = Account.Normalize(email);
        var account = await mails.AccountOfAsync(AccountMailPurpose.Confirm, address, code, ct);
        if (account is not { EmailConfirmed: false } || await credentials.SealOfAsync(account.Id, ct) is not null != withPassword
            || await db.Accounts.AnyAsync(a => a.NormalizedEmail == address && a.ConfirmedAt != null, ct))
            throw new RefusedException(AccountErrors.CodeInvalid, "code");
        return account;
    }

    /// <summary>The account becomes the address's, and all else made under the address goes.</summary>
    public async Task ConfirmAsync(Account account, CancellationToken ct)
    {
        var now = clock.Now();
        var others = await db.Accounts.Where(a => a.NormalizedEmail == account.NormalizedEmail && a.Id != account.Id).ToListAsync(ct);
        account.ConfirmEmail(now);
        // Whoever signed in before may not be who reads the mail.
        await access.EndAsync(account.Id, ct);
        await mails.ForgetAsync(account.Id, ct);
        foreach (var other in others) await erasure.EraseAsync(other, now, ct);
    }
}
