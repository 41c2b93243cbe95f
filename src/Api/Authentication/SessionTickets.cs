using System.Globalization;
using System.Security.Claims;
using AiIdentity.Application.Accounts;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Authentication;

/// <summary>What a session's holder sends along with each request.</summary>
public sealed record SessionTokens(string AccessToken, string TokenType, long ExpiresIn, string RefreshToken);

/// <summary>Writes and reads a session's tokens and cookie: opaque tickets of Data Protection, which say only which session it is.</summary>
internal sealed class SessionTickets(IOptionsMonitor<BearerTokenOptions> options, SignInClock clock)
{
    private const string Generation = "generation";
    private static readonly TimeSpan AccessLife = TimeSpan.FromHours(1);

    private BearerTokenOptions Options => options.Get(IdentityConstants.BearerScheme);

    public SessionTokens Tokens(SessionGrant grant) => new(
        Options.BearerTokenProtector.Protect(Ticket(grant, AccessLife)),
        "Bearer",
        (long)AccessLife.TotalSeconds,
        Options.RefreshTokenProtector.Protect(Ticket(grant, Session.Life)));

    public string Cookie(SessionGrant grant) => Options.BearerTokenProtector.Protect(Ticket(grant, Session.Life));

    public SessionId? ReadAccess(string token) => Read(Options.BearerTokenProtector, token)?.Session;

    public (SessionId Session, int Generation)? ReadRefresh(string token) => Read(Options.RefreshTokenProtector, token);

    private AuthenticationTicket Ticket(SessionGrant grant, TimeSpan life)
    {
        var identity = new ClaimsIdentity(
        [
            new Claim(CallerClaims.SessionId, grant.SessionId.ToString()),
            new Claim(Generation, grant.Generation.ToString(CultureInfo.InvariantCulture)),
        ]);
        return new AuthenticationTicket(
            new ClaimsPrincipal(identity), new AuthenticationProperties { ExpiresUtc = clock.Now() + life }, IdentityConstants.BearerScheme);
    }

    private (SessionId Session, int Generation)? Read(ISecureDataFormat<AuthenticationTicket> protector, string token) =>
        protector.Unprotect(token) is { Properties.ExpiresUtc: { } expires, Principal: var principal } && clock.Now() < expires
        && Id.TryParse<SessionId>(principal.FindFirstValue(CallerClaims.SessionId), out var session)
        && int.TryParse(principal.FindFirstValue(Generation), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? (session, generation)
            : null;
}
