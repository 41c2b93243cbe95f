using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// Takes an account out of the registry with everything that names a person. Tombstones stay: revoked identities, keys and epochs of
/// addresses, tokens dealt; without them an old Passport or a token in somebody's About could live again.
/// </summary>
public sealed class AccountErasure(IRegistryDb db, IUnitOfWork unit, ICredentials credentials)
{
    public async Task EraseAsync(Account account, DateTimeOffset now, CancellationToken ct)
    {
        var owner = account.Id;
        await unit.HoldAccountAsync(owner, ct);
        var identities = await db.Identities.Where(i => i.OwnerId == owner).ToListAsync(ct);
        foreach (var identity in identities) identity.Revoke(now, reason: "account_deleted");
        // Reactions to the revocations look into the store: they must find it revoked, and mail nobody.
        await unit.SaveAsync(ct);
        foreach (var identity in identities) identity.Anonymise();
        var ids = identities.Select(i => i.Id).ToList();
        foreach (var surface in await db.Surfaces.Where(s => ids.Contains(s.IdentityId)).ToListAsync(ct)) surface.ForgetAddress();
        foreach (var passport in await db.Passports.Where(p => ids.Contains(p.IdentityId) && p.Token != null).ToListAsync(ct)) passport.ForgetToken();

        // What they wrote to an event; the event itself stays.
        await db.EventNotes.Where(n => n.OwnerId == owner).ExecuteDeleteAsync(ct);
        await db.Sessions.Where(s => s.OwnerId == owner).ExecuteDeleteAsync(ct);
        await db.ApiKeys.Where(k => k.OwnerId == owner).ExecuteDeleteAsync(ct);
        await db.AccountMails.Where(m => m.AccountId == owner).ExecuteDeleteAsync(ct);
        // An unconfirmed account's mails went to a mailbox that may be somebody else's: theirs stay.
        if (account is { EmailConfirmed: true, Email: { } email }) await db.OutgoingMails.Where(m => m.To == email).ExecuteDeleteAsync(ct);
        await credentials.RemoveAsync(owner);
        account.Delete(now);
    }
}
