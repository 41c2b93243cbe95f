using AiIdentity.Api.Http;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Authentication;

/// <summary>Hands a session to its holder: as a cookie that no script reads, or as tokens.</summary>
internal sealed class SessionAnswers(SessionTickets tickets, IOptions<RegistryOptions> registry)
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
        http.Response.Headers.CacheControl = "no-store";
        if (kind is SessionKind.Token) return TypedResults.Ok(tickets.Tokens(grant));
        http.Response.Cookies.Append(CallerAuthentication.CookieName, tickets.Cookie(grant), Cookie(http));
        return TypedResults.NoContent();
    }

    public void Forget(HttpContext http) => http.Response.Cookies.Delete(CallerAuthentication.CookieName, Cookie(http));

    private CookieOptions Cookie(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        // Behind a proxy that ends TLS the request itself is plain.
        Secure = http.Request.IsHttps || registry.Value.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
        Path = "/",
        MaxAge = Session.Life,
    };
}
