using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Signs one of the caller's sessions out: its cookie or tokens are worth nothing from now on. False where there is no such session.</summary>
public sealed record EndSession(SessionId Id) : ICommand<bool>;

internal sealed class EndSessionHandler(IRegistryDb db, ICaller caller, SignInClock clock) : IRequestHandler<EndSession, bool>
{
    public async Task<bool> Handle(EndSession request, CancellationToken cancellationToken)
    {
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == request.Id && s.OwnerId == caller.AccountId, cancellationToken);
        session?.End(clock.Now());
        return session is not null;
    }
}

/// <summary>Signs all of the caller's sessions out but the calling one.</summary>
public sealed record EndOtherSessions(SessionId Current) : ICommand<Unit>;

internal sealed class EndOtherSessionsHandler(IRegistryDb db, ICaller caller, SignInClock clock) : IRequestHandler<EndOtherSessions, Unit>
{
    public async Task<Unit> Handle(EndOtherSessions request, CancellationToken cancellationToken)
    {
        await EndAsync(db, caller.AccountId, request.Current, clock.Now(), cancellationToken);
        return Unit.Value;
    }

    internal static async Task EndAsync(IRegistryDb db, AccountId account, SessionId current, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var session in await db.Sessions.Where(s => s.OwnerId == account && s.EndedAt == null && s.Id != current).ToListAsync(ct)) session.End(now);
    }
}
