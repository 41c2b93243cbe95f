using System.Security.Claims;
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

/// <summary>What a signed-in person does with the own account.</summary>
internal static class OwnAccountEndpoints
{
    /// <summary>The password, or a passkey's answer to <c>POST me/passkeys/ask</c>.</summary>
    public sealed record GivenProof(string? Password, PasskeyAnswer? Passkey);

    /// <summary>Proof as a member, or its own members beside the others: both are taken, the former first.</summary>
    public sealed record ProofBody(GivenProof? Proof, string? Password, PasskeyAnswer? Passkey);

    public sealed record ChangePasswordBody(GivenProof? Proof, string? Password, PasskeyAnswer? Passkey, string? NewPassword);

    public sealed record CodeBody(string? Code);

    public static void MapOwnAccount(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/api/v1/auth/me").WithTags("Accounts");
        me.MapGet("", ReadMe).WithName("GetMe").RequirePerson();
        me.MapGet("export", Export).WithName("ExportAccount").RequirePerson();
        me.MapPost("delete", Delete).WithName("DeleteAccount").RequirePerson().CountsAsSignIn().RefusesBody().Refuses(RequestErrors.LostRace);
        me.MapPost("confirmation-mail", MailConfirmation).WithName("MailConfirmation").RequirePerson().CountsAsMail().Refuses(RequestErrors.LostRace);
        me.MapGet("credentials", ReadCredentials).WithName("GetCredentials").RequirePerson();
        me.MapPost("password", ChangePassword).WithName("ChangePassword").RequirePerson().CountsAsSignIn().RefusesBody().Refuses(AccountErrors.EmailUnconfirmed, RequestErrors.LostRace);
        me.MapPost("second-factor", StartSecondFactor).WithName("StartSecondFactor").RequirePerson().CountsAsSignIn().RefusesBody()
            .Refuses(AccountErrors.SecondFactorEnabled, RequestErrors.LostRace);
        me.MapPost("second-factor/enable", EnableSecondFactor).WithName("EnableSecondFactor").RequirePerson().CountsAsSignIn().RefusesBody()
            .Refuses(AccountErrors.SecondFactorEnabled, AccountErrors.CodeInvalid, RequestErrors.LostRace);
        me.MapPost("second-factor/recovery-codes", RenewRecoveryCodes).WithName("RenewRecoveryCodes").RequirePerson().CountsAsSignIn().RefusesBody()
            .Refuses(AccountErrors.SecondFactorMissing, RequestErrors.LostRace);
        me.MapPost("second-factor/disable", DisableSecondFactor).WithName("DisableSecondFactor").RequirePerson().CountsAsSignIn().RefusesBody().Refuses(RequestErrors.LostRace);
        me.MapGet("sessions", ListSessions).WithName("ListSessions").RequirePerson().RefusesPage();
        me.MapDelete("sessions/{id}", EndSession).WithName("EndSession").RequirePerson().Refuses(AccountErrors.SessionUnknown, RequestErrors.LostRace);
        me.MapPost("sessions/end-others", EndOtherSessions).WithName("EndOtherSessions").RequirePerson().Refuses(RequestErrors.LostRace);
    }

    public static Proof ProofOf(GivenProof? proof, string? password, PasskeyAnswer? passkey) => new(proof?.Password ?? password, proof?.Passkey ?? passkey);

    public static SessionId SessionOf(HttpContext http) => Id.Parse<SessionId>(http.User.FindFirstValue(CallerClaims.SessionId)!);

    private static async Task<Ok<Me>> ReadMe(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new GetMe(), ct));

    private static async Task<Ok<AccountExport>> Export(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new ExportAccount(), ct));

    private static async Task<NoContent> Delete(ProofBody body, HttpContext http, IMediator mediator, SessionAnswers sessions, CancellationToken ct)
    {
        await mediator.Send(new DeleteAccount(ProofOf(body.Proof, body.Password, body.Passkey)), ct);
        sessions.Forget(http);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> MailConfirmation(IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new MailConfirmation(), ct);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Ok<CredentialsView>> ReadCredentials(IMediator mediator, CancellationToken ct) => TypedResults.Ok(await mediator.Send(new GetCredentials(), ct));

    private static async Task<NoContent> ChangePassword(ChangePasswordBody body, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new ChangePassword(SessionOf(http), ProofOf(body.Proof, body.Password, body.Passkey), body.NewPassword), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SecondFactorKey>> StartSecondFactor(ProofBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new StartSecondFactor(ProofOf(body.Proof, body.Password, body.Passkey)), ct));

    private static async Task<Ok<RecoveryCodes>> EnableSecondFactor(CodeBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new EnableSecondFactor(body.Code), ct));

    private static async Task<Ok<RecoveryCodes>> RenewRecoveryCodes(ProofBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RenewRecoveryCodes(ProofOf(body.Proof, body.Password, body.Passkey)), ct));

    private static async Task<NoContent> DisableSecondFactor(ProofBody body, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new DisableSecondFactor(ProofOf(body.Proof, body.Password, body.Passkey)), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<SessionView>>> ListSessions(string? cursor, string? limit, HttpContext http, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListSessions(SessionOf(http), Paging.Of(cursor, limit)), ct));

    private static async Task<NoContent> EndSession(string id, IMediator mediator, CancellationToken ct) =>
        await mediator.Send(new EndSession(id.As<SessionId>(AccountErrors.SessionUnknown)), ct)
            ? TypedResults.NoContent()
            : throw new RefusedException(AccountErrors.SessionUnknown);

    private static async Task<NoContent> EndOtherSessions(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new EndOtherSessions(SessionOf(http)), ct);
        return TypedResults.NoContent();
    }
}
