using AiIdentity.Api.Http;
using AiIdentity.Application.Accounts;
using AiIdentity.Domain.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Authentication;

/// <summary>Hands a session to its holder: as a cookie that no script reads, or as tokens.</summary>
internal sealed class SessionAnswers(SessionTickets tickets, SessionCookie cookie)
{
    /// <param name="cookies">The query's, as it was written.</param>
    public static SessionKind KindOf(string? cookies) => cookies switch
    {
        null or "false" => SessionKind.Token,
        "true" => SessionKind.Cookie,
        _ => throw Invalid.Member("cookies", "true or false."),
    };

    public Results<Ok<SessionTokens>, NoContent> Of(HttpContext http, SessionGrant grant, SessionKind kind)
    {
        if (kind is SessionKind.Token) return TypedResults.Ok(tickets.Tokens(grant));
        cookie.Write(http, tickets.Cookie(grant));
        return TypedResults.NoContent();
    }

    public void Forget(HttpContext http) => cookie.Forget(http);
}
