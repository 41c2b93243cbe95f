using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Limits;
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

    public static void MapAuth(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Accounts");
        auth.MapPost("register", Register).WithName("Register").CountsAsMail().RefusesBody().Refuses(RequestErrors.Busy, RequestErrors.LostRace);
        auth.MapPost("confirm-email", ConfirmEmail).WithName("ConfirmEmail").CountsAsSignIn().RefusesBody().Refuses(AccountErrors.CodeInvalid, RequestErrors.LostRace);
        auth.MapPost("login", Login).WithName("Login").CountsAsSignIn().RefusesBody().Refuses(AccountErrors.CredentialsInvalid, RequestErrors.LostRace);
        auth.MapPost("refresh", Refresh).WithName("Refresh").CountsAsSignIn().RefusesBody().Refuses(AccountErrors.CredentialsInvalid, RequestErrors.LostRace);
        auth.MapPost("logout", Logout).WithName("Logout").RequirePerson().Refuses(RequestErrors.LostRace);
        auth.MapPost("forgot-password", ForgotPassword).WithName("ForgotPassword").CountsAsMail().RefusesBody().Refuses(RequestErrors.LostRace);
        auth.MapPost("reset-password", ResetPassword).WithName("ResetPassword").CountsAsSignIn().RefusesBody().Refuses(AccountErrors.CodeInvalid, RequestErrors.LostRace);
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
        string? cookies, LoginBody body, HttpContext http, IMediator mediator, SessionAnswers sessions, CancellationToken ct)
    {
        var kind = SessionAnswers.KindOf(cookies);
        return sessions.Of(http, await mediator.Send(new SignIn(body.Email, body.Password, body.TwoFactorCode, kind), ct), kind);
    }

    private static async Task<Ok<SessionTokens>> Refresh(RefreshBody body, IMediator mediator, SessionTickets tickets, CancellationToken ct)
    {
        var token = body.RefreshToken ?? throw Invalid.Member("refresh_token", "Send the refresh token.");
        var (session, generation) = tickets.ReadRefresh(token) ?? throw new RefusedException(AccountErrors.CredentialsInvalid);
        return TypedResults.Ok(tickets.Tokens(await mediator.Send(new RefreshSession(session, generation), ct)));
    }

    private static async Task<NoContent> Logout(HttpContext http, IMediator mediator, SessionAnswers sessions, CancellationToken ct)
    {
        await mediator.Send(new EndSession(OwnAccountEndpoints.SessionOf(http)), ct);
        sessions.Forget(http);
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
}
