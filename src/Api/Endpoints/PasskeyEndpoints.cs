using System.Text.Json;
using AiIdentity.Api.Authentication;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Accounts;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AiIdentity.Api.Endpoints;

/// <summary>Signing up and in by passkey, and an account's passkeys.</summary>
internal static class PasskeyEndpoints
{
    public sealed record CodeForEmailBody(string? Email, string? Code);

    public sealed record SignUpByPasskeyBody(string? Email, string? Code, string? State, JsonElement? Credential);

    public sealed record AddPasskeyBody(
        string? State, JsonElement? Credential, string? Name, OwnAccountEndpoints.GivenProof? Proof, string? Password, PasskeyAnswer? Passkey);

    public sealed record NameBody(string? Name);

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup("/api/v1/auth").WithTags("Passkeys");
        auth.MapPost("passkeys/register", Register).WithName("RegisterForPasskey").CountsAsMail().RefusesBody().Refuses(RequestErrors.LostRace);
        auth.MapPost("passkeys/first/ask", AskForFirst).WithName("AskForFirstPasskey").CountsAsSignIn().RefusesBody().Refuses(AccountErrors.CodeInvalid, RequestErrors.LostRace);
        auth.MapPost("passkeys/first", SignUp).WithName("SignUpByPasskey").CountsAsSignIn().RefusesBody()
            .Refuses(AccountErrors.CodeInvalid, AccountErrors.PasskeyInvalid, RequestErrors.LostRace);
        auth.MapPost("passkeys/ask", Ask).WithName("AskForPasskey").CountsAsSignIn().Refuses(RequestErrors.LostRace);
        auth.MapPost("passkeys/login", Login).WithName("LoginByPasskey").CountsAsSignIn().RefusesBody().Refuses(AccountErrors.CredentialsInvalid, RequestErrors.LostRace);

        var mine = auth.MapGroup("me/passkeys");
        mine.MapPost("new", AskForNew).WithName("AskForNewPasskey").RequirePerson().Refuses(AccountErrors.EmailUnconfirmed, RequestErrors.LostRace);
        mine.MapPost("ask", AskForOwn).WithName("AskForOwnPasskey").RequirePerson().Refuses(RequestErrors.LostRace);
        mine.MapPost("", Add).WithName("AddPasskey").RequirePerson().CountsAsSignIn().RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, AccountErrors.PasskeyInvalid, AccountErrors.TooManyPasskeys, RequestErrors.LostRace);
        mine.MapPatch("{id}", Rename).WithName("RenamePasskey").RequirePerson().RefusesBody().Refuses(AccountErrors.PasskeyUnknown, RequestErrors.LostRace);
        mine.MapDelete("{id}", Remove).WithName("RemovePasskey").RequirePerson().CountsAsSignIn().RefusesBody().Refuses(AccountErrors.PasskeyUnknown, AccountErrors.LastWayIn, RequestErrors.LostRace);
    }

    private static async Task<Accepted> Register(AuthEndpoints.EmailBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new RegisterForPasskey(body.Email), ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Ok<PasskeyQuestion>> AskForFirst(CodeForEmailBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new AskForFirstPasskey(body.Email, body.Code), ct));

    private static async Task<Results<Ok<SessionTokens>, NoContent>> SignUp(
        string? cookies, SignUpByPasskeyBody body, HttpContext http, IMediator mediator, SessionAnswers sessions, CancellationToken ct)
    {
        var kind = SessionAnswers.KindOf(cookies);
        return sessions.Of(http, await mediator.Send(new SignUpByPasskey(body.Email, body.Code, new PasskeyAnswer(body.State, body.Credential), kind), ct), kind);
    }

    private static async Task<Ok<PasskeyQuestion>> Ask(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new AskForPasskey(), ct));

    private static async Task<Results<Ok<SessionTokens>, NoContent>> Login(
        string? cookies, PasskeyAnswer body, HttpContext http, IMediator mediator, SessionAnswers sessions, CancellationToken ct)
    {
        var kind = SessionAnswers.KindOf(cookies);
        return sessions.Of(http, await mediator.Send(new SignInByPasskey(body, kind), ct), kind);
    }

    private static async Task<Ok<PasskeyQuestion>> AskForNew(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new AskForNewPasskey(), ct));

    private static async Task<Ok<PasskeyQuestion>> AskForOwn(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new AskForOwnPasskey(), ct));

    private static async Task<Created<PasskeyView>> Add(AddPasskeyBody body, IMediator mediator, CancellationToken ct)
    {
        var passkey = await mediator.Send(new AddPasskey(
            new PasskeyAnswer(body.State, body.Credential), body.Name, OwnAccountEndpoints.ProofOf(body.Proof, body.Password, body.Passkey)), ct);
        return TypedResults.Created($"/api/v1/auth/me/passkeys/{passkey.Id}", passkey);
    }

    private static async Task<Ok<PasskeyView>> Rename(string id, NameBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RenamePasskey(id, body.Name), ct));

    private static async Task<NoContent> Remove(string id, [FromBody] OwnAccountEndpoints.ProofBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new RemovePasskey(id, OwnAccountEndpoints.ProofOf(body.Proof, body.Password, body.Passkey)), ct);
        return TypedResults.NoContent();
    }
}
