using System.Security.Claims;
using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class AuthEndpoints
{
    public sealed record RegisterBody(string? Email, string? Password);

    public sealed record ConfirmEmailBody(string? Email, string? Code);

    public sealed record LoginBody(string? Email, string? Password, string? TwoFactorCode);

    public sealed record RefreshBody(string? RefreshToken);

    public sealed record EmailBody(string? Email);

    public sealed record ResetPasswordBody(string? Email, string? Code, string? NewPassword);

    public sealed record PasswordBody(string? Password);

    public sealed record CodeBody(string? Code);

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Accounts");
        auth.MapPost("register", Register).WithName("Register").RefusesBody().Refuses(RequestErrors.LostRace);
        auth.MapPost("confirm-email", ConfirmEmail).WithName("ConfirmEmail").RefusesBody().Refuses(AccountErrors.CodeInvalid, RequestErrors.LostRace);
        auth.MapPost("login", Login).WithName("Login").RefusesBody().Refuses(AccountErrors.CredentialsInvalid, RequestErrors.LostRace);
        auth.MapPost("refresh", Refresh).WithName("Refresh").RefusesBody().Refuses(AccountErrors.CredentialsInvalid, RequestErrors.LostRace);
        auth.MapPost("logout", Logout).WithName("Logout").RequirePerson().Refuses(RequestErrors.LostRace);
        auth.MapPost("forgot-password", ForgotPassword).WithName("ForgotPassword").RefusesBody().Refuses(RequestErrors.LostRace);
        auth.MapPost("reset-password", ResetPassword).WithName("ResetPassword").RefusesBody().Refuses(AccountErrors.CodeInvalid, RequestErrors.LostRace);
        auth.MapGet("me", ReadMe).WithName("GetMe").RequirePerson();
        auth.MapGet("me/export", Export).WithName("ExportAccount").RequirePerson();
        auth.MapPost("me/delete", Delete).WithName("DeleteAccount").RequirePerson().RefusesBody().Refuses(RequestErrors.LostRace);
        auth.MapPost("me/second-factor", StartSecondFactor).WithName("StartSecondFactor").RequirePerson()
            .Refuses(AccountErrors.SecondFactorEnabled, RequestErrors.LostRace);
        auth.MapPost("me/second-factor/enable", EnableSecondFactor).WithName("EnableSecondFactor").RequirePerson().RefusesBody()
            .Refuses(AccountErrors.SecondFactorEnabled, AccountErrors.CodeInvalid, RequestErrors.LostRace);
        auth.MapPost("me/second-factor/disable", DisableSecondFactor).WithName("DisableSecondFactor").RequirePerson().RefusesBody().Refuses(RequestErrors.LostRace);
    }

    private static async Task<Accepted> Register(RegisterBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new Register(body.Email, body.Password), ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> ConfirmEmail(ConfirmEmailBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new ConfirmEmail(body.Email, body.Code), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<SessionTokens>, NoContent>> Login(
        string? cookies, LoginBody body, HttpContext http, IMediator mediator, SessionTickets tickets, CancellationToken ct)
    {
        var byCookie = cookies switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw Invalid.Member("cookies", "true or false."),
        };
        var grant = await mediator.Send(new SignIn(body.Email, body.Password, body.TwoFactorCode, byCookie ? SessionKind.Cookie : SessionKind.Token), ct);
        http.Response.Headers.CacheControl = "no-store";
        if (!byCookie) return TypedResults.Ok(tickets.Tokens(grant));
        http.Response.Cookies.Append(CallerAuthentication.CookieName, tickets.Cookie(grant), CookieOptions(http));
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SessionTokens>> Refresh(RefreshBody body, HttpContext http, IMediator mediator, SessionTickets tickets, CancellationToken ct)
    {
        var token = body.RefreshToken ?? throw Invalid.Member("refresh_token", "Send the refresh token.");
        var (session, generation) = tickets.ReadRefresh(token) ?? throw new RefusedException(AccountErrors.CredentialsInvalid);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(tickets.Tokens(await mediator.Send(new RefreshSession(session, generation), ct)));
    }

    private static async Task<NoContent> Logout(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new EndSession(SessionOf(http)), ct);
        http.Response.Cookies.Delete(CallerAuthentication.CookieName, CookieOptions(http));
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> ForgotPassword(EmailBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new ForgotPassword(body.Email), ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<NoContent> ResetPassword(ResetPasswordBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new ResetPassword(body.Email, body.Code, body.NewPassword), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Me>> ReadMe(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new GetMe(), ct));

    private static async Task<Ok<AccountExport>> Export(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new ExportAccount(), ct));

    private static async Task<NoContent> Delete(PasswordBody body, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new DeleteAccount(body.Password), ct);
        http.Response.Cookies.Delete(CallerAuthentication.CookieName, CookieOptions(http));
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SecondFactorKey>> StartSecondFactor(IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new StartSecondFactor(), ct));

    private static async Task<Ok<RecoveryCodes>> EnableSecondFactor(CodeBody body, HttpContext http, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new EnableSecondFactor(SessionOf(http), body.Code), ct));

    private static async Task<NoContent> DisableSecondFactor(PasswordBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new DisableSecondFactor(body.Password), ct);
        return TypedResults.NoContent();
    }

    private static SessionId SessionOf(HttpContext http) => Id.Parse<SessionId>(http.User.FindFirstValue(CallerClaims.SessionId)!);

    private static CookieOptions CookieOptions(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = SessionTickets.CookieLife,
    };
}
