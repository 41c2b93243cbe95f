using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Signs out: the session's cookie or tokens are worth nothing from now on.</summary>
public sealed record EndSession(SessionId Id) : ICommand<Unit>;

internal sealed class EndSessionHandler(IRegistryDb db, ICaller caller, SignInClock clock) : IRequestHandler<EndSession, Unit>
{
    public async Task<Unit> Handle(EndSession request, CancellationToken cancellationToken)
    {
        var session = await db.Sessions.SingleOrDefaultAsync(s => s.Id == request.Id && s.OwnerId == caller.AccountId, cancellationToken);
        session?.End(clock.Now());
        return Unit.Value;
    }
}
