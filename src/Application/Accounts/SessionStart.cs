using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Begins a session, however its holder was recognized, and clears away the account's long dead ones.</summary>
public sealed class SessionStart(IRegistryDb db, SignInClock clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public async Task<SessionGrant> BeginAsync(AccountId account, SessionKind kind, ShownFactor? secondFactor, CancellationToken ct)
    {
        var now = clock.Now();
        var longAgo = DateOnly.FromDateTime((now - Kept).UtcDateTime);
        await db.Sessions.Where(s => s.OwnerId == account && s.LastUsedOn < longAgo).ExecuteDeleteAsync(ct);
        var session = Session.Begin(account, kind, secondFactor, now);
        db.Sessions.Add(session);
        return new SessionGrant(account, session.Id, session.Generation);
    }
}
