using System.Security.Claims;
using System.Text.Encodings.Web;
using AiIdentity.Application.Accounts;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Authentication;

/// <summary>One scheme for all callers: an API key or an access token in Authorization, else the session's cookie.</summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionTickets tickets, SessionCookie cookies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Caller";
    private const string Bearer = "Bearer ";

    /// <summary>Whether the request brings anything that could say who asks; where it does not, nobody need look.</summary>
    public static bool IsTriedBy(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Headers.Cookie.Count > 0;

    // Asked for only where there is something to recognise: most callers bring nothing.
    private IMediator Mediator => Context.RequestServices.GetRequiredService<IMediator>();

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            var bearer = header[Bearer.Length..].Trim();
            return bearer.StartsWith(ApiKeySecret.Start, StringComparison.Ordinal) ? await OfApiKeyAsync(bearer) : await OfSessionAsync(tickets.ReadAccess(bearer));
        }

        return cookies.Read(Context) is { } cookie ? await OfSessionAsync(tickets.ReadAccess(cookie)) : AuthenticateResult.NoResult();
    }

    // A key that is none is refused everywhere, on public routes too: its holder should learn of it at once.
    private async Task<AuthenticateResult> OfApiKeyAsync(string secret)
    {
        if (await Mediator.Send(new RecognizeApiKey(secret), Context.RequestAborted) is not { } caller) throw new RefusedException(AccountErrors.CredentialsInvalid);
        return Success(
        [
            new Claim(CallerClaims.AccountId, caller.AccountId.ToString()),
            new Claim(CallerClaims.ApiKeyId, caller.ApiKeyId.ToString()),
            .. caller.Scopes.Select(scope => new Claim(CallerClaims.Scope, scope)),
        ]);
    }

    private async Task<AuthenticateResult> OfSessionAsync(SessionId? session)
    {
        if (session is null || await Mediator.Send(new RecognizeSession(session.Value), Context.RequestAborted) is not { } caller) return AuthenticateResult.NoResult();
        return Success(
        [
            new Claim(CallerClaims.AccountId, caller.AccountId.ToString()),
            new Claim(CallerClaims.SessionId, caller.SessionId.ToString()),
        ]);
    }

    private static AuthenticateResult Success(IEnumerable<Claim> claims) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name));
}

internal static class AuthenticationServices
{
    public static void AddRegistryAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication(CallerAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.Name, null)
            // Never asked to authenticate: its protectors write and read the tickets.
            .AddBearerToken(IdentityConstants.BearerScheme);
        services.AddSingleton<SessionTickets>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SessionAnswers>();
    }

    /// <summary>Authenticates who brings credentials: the middleware would make a scope and a handler for everybody else as well.</summary>
    public static void UseRegistryAuthentication(this WebApplication app)
    {
        app.UseWhen(context => CallerAuthentication.IsTriedBy(context.Request), tried => tried.UseAuthentication());
        // Else the host puts it before everything.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
    }
}
