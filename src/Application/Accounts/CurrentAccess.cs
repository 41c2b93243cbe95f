using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Accounts;

/// <summary>
/// Whether access still stands: asked when a request comes in, and again inside each transaction that it writes in, since a reset, a
/// deletion or a sign-out may come between the two.
/// </summary>
public sealed class CurrentAccess(IRegistryDb db, IOptionsMonitor<RegistryOptions> registry, TimeProvider clock)
{
    /// <summary>Refuses access that has ended since the request was let in.</summary>
    public async Task RequireAsync(CallerAccess access, CancellationToken ct)
    {
        var live = access switch
        {
            { ApiKeyId: { } key } => await IsLiveAsync(key, ct),
            { SessionId: { } session } => await db.Sessions.AnyAsync(s => s.Id == session && s.EndedAt == null, ct),
            _ => false,
        };
        if (!live) throw new RefusedException(AccountErrors.CredentialsInvalid);
        if (access.Administrator) await RequireAdministratorAsync(access, ct);
    }

    /// <summary>Administrators are the accounts whose confirmed email stands in the configuration; outside Development by a session whose second factor counts.</summary>
    public async Task RequireAdministratorAsync(CallerAccess access, CancellationToken ct)
    {
        var account = access.AccountId;
        var email = await db.Accounts.Where(a => a.Id == account && a.ConfirmedAt != null).Select(a => a.NormalizedEmail).SingleOrDefaultAsync(ct);
        if (email is null || !registry.CurrentValue.Administrators.Any(a => Account.Normalize(a.Trim()) == email))
            throw new RefusedException(AccountErrors.AdministratorRequired);
        if (!registry.CurrentValue.AdministratorsNeedSecondFactor) return;
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == access.SessionId, ct);
        if (session is not { SecondFactor: true })
            throw new RefusedException(AccountErrors.AdministratorRequired, detail: "An administrator signs in with a second factor here. Enable it on your account and sign in with it from the day after.");
        if (!session.SecondFactorCountsAt(clock.Now()))
            throw new RefusedException(AccountErrors.AdministratorRequired, detail: "A second factor counts for an administrator from 24 hours after it was added. Come back then, or use an older one.");
    }

    private Task<bool> IsLiveAsync(ApiKeyId key, CancellationToken ct)
    {
        var now = clock.Now();
        return db.ApiKeys.AnyAsync(k => k.Id == key && k.EndedAt == null && k.ExpiresAt > now, ct);
    }
}
