using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Ends every way into an account but its password and second factor: sessions with their tokens, passkeys, API keys.</summary>
public sealed class AccessEnd(IRegistryDb db, IUnitOfWork unit, ICredentials credentials, TimeProvider clock, SignInClock signIns)
{
    public async Task EndAsync(AccountId account, CancellationToken ct)
    {
        // First: what is added by access that ends here is either there already, or refused.
        await unit.HoldAccountAsync(account, ct);
        var (now, signInNow) = (clock.Now(), signIns.Now());
        foreach (var session in await db.Sessions.Where(s => s.OwnerId == account && s.EndedAt == null).ToListAsync(ct)) session.End(signInNow);
        foreach (var key in await db.ApiKeys.Where(k => k.OwnerId == account && k.EndedAt == null).ToListAsync(ct)) key.End(now);
        await credentials.ForgetPasskeysAsync(account, ct);
    }
}
