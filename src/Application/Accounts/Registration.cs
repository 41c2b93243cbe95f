using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// Registers an address. Each password makes an account of its own until one is confirmed, and so does having none, so that nobody
/// who registered somebody else's address first has a part in what its owner confirms.
/// </summary>
public sealed class Registration(IRegistryDb db, ICredentials credentials, AccountMails mails, AccountErasure erasure, TimeProvider clock)
{
    /// <summary>Unconfirmed accounts of one address; the oldest make room.</summary>
    private const int MostUnconfirmed = 20;

    /// <param name="seal">The password's; null for an account that a passkey is to open.</param>
    /// <param name="digest">The address's, from <see cref="AccountMails.DigestOf"/>; it may be mailed.</param>
    public async Task<Unit> RegisterAsync(string email, string? seal, string digest, CancellationToken ct)
    {
        var address = Account.Normalize(email);
        var accounts = await db.Accounts.Where(a => a.NormalizedEmail == address).OrderBy(a => a.Id).ToListAsync(ct);
        if (accounts.Find(a => a.EmailConfirmed) is { } confirmed) mails.AlreadyRegistered(confirmed, digest);
        else mails.Confirm(await UnconfirmedAsync(accounts, email, seal, ct), digest, withPassword: seal is not null);
        return Unit.Value;
    }

    private async Task<Account> UnconfirmedAsync(List<Account> accounts, string email, string? seal, CancellationToken ct)
    {
        if (await credentials.FindAsync([.. accounts.Select(a => a.Id)], seal, ct) is { } known) return accounts.Single(a => a.Id == known);
        var now = clock.Now();
        foreach (var old in accounts.SkipLast(MostUnconfirmed - 1)) await erasure.EraseAsync(old, now, ct);
        var account = Account.Register(email, now);
        db.Accounts.Add(account);
        await credentials.AddAsync(account.Id, seal);
        return account;
    }
}
