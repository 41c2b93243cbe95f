using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Accounts;

/// <summary>The caller's sessions that can still be used, newest first.</summary>
/// <param name="Current">The calling one.</param>
public sealed record ListSessions(SessionId Current, PageRequest Page) : IQuery<Page<SessionView>>;

/// <param name="Current">Whether it is the session that asks.</param>
public sealed record SessionView(string Id, SessionKind Kind, DateTimeOffset CreatedAt, DateOnly LastUsedOn, bool SecondFactor, bool Current);

internal sealed class ListSessionsHandler(IRegistryDb db, ICaller caller, SignInClock clock) : IRequestHandler<ListSessions, Page<SessionView>>
{
    public async Task<Page<SessionView>> Handle(ListSessions request, CancellationToken cancellationToken)
    {
        var sessions = db.Sessions.AsNoTracking().Where(s => s.OwnerId == caller.AccountId).Where(Session.LiveAt(clock.Now()));
        if (request.Page.After<SessionId>() is { } after) sessions = sessions.Where(s => s.Id < after);
        var rows = await sessions.OrderByDescending(s => s.Id).Take(request.Page.Take + 1).ToListAsync(cancellationToken);
        return request.Page.Of(rows, s => s.Id.ToString())
            .Select(s => new SessionView(s.Id.ToString(), s.Kind, s.CreatedAt, s.LastUsedOn, s.SecondFactor, s.Id == request.Current));
    }
}
