using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Goes on with a session by its refresh token, which is good once.</summary>
public sealed record RefreshSession(SessionId Id, int Generation) : IExternalRequest<SessionGrant>;

internal sealed class RefreshSessionHandler(IRegistryDb db, IUnitOfWork unit, SignInClock clock) : IRequestHandler<RefreshSession, SessionGrant>
{
    public async Task<SessionGrant> Handle(RefreshSession request, CancellationToken cancellationToken)
    {
        var grant = await unit.ExecuteAsync(async ct =>
        {
            var now = clock.Now();
            var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == request.Id, ct);
            if (session is null || !session.Refresh(request.Generation, now)) return null;
            session.Used(now);
            return new SessionGrant(session.OwnerId, session.Id, session.Generation);
        }, cancellationToken);
        // Thrown after the unit: a token used twice has ended its session.
        return grant ?? throw new RefusedException(AccountErrors.CredentialsInvalid);
    }
}
