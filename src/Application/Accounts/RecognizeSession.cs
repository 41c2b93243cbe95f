using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>Who calls by this session; null where it has ended.</summary>
public sealed record RecognizeSession(SessionId Id) : IExternalRequest<SessionCaller?>;

public sealed record SessionCaller(AccountId AccountId, SessionId SessionId);

internal sealed class RecognizeSessionHandler(IRegistryDb db, DaysOfUse days, SignInClock clock) : IRequestHandler<RecognizeSession, SessionCaller?>
{
    public async Task<SessionCaller?> Handle(RecognizeSession request, CancellationToken cancellationToken)
    {
        var found = await db.Sessions.Where(s => s.Id == request.Id && s.EndedAt == null)
            .Select(s => new { s.OwnerId, s.LastUsedOn })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var now = clock.Now();
        if (found.LastUsedOn < DateOnly.FromDateTime(now.UtcDateTime))
            await days.NoteAsync(async ct => (await db.Sessions.SingleAsync(s => s.Id == request.Id, ct)).Used(now), cancellationToken);
        return new SessionCaller(found.OwnerId, request.Id);
    }
}
