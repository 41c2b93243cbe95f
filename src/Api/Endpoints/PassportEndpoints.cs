using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class PassportEndpoints
{
    public sealed record IssueBody(int? TtlDays);

    /// <summary>As the published specification names it.</summary>
    public sealed record IssueForBody(string? Identity, int? TtlDays);

    public static void MapPassports(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Passports");
        api.MapPost("identities/{id}/passports", Issue).WithName("IssuePassport").RequireScope(Scopes.PassportIssue).Idempotent().RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, IdentityErrors.Unknown, IdentityErrors.Revoked, IdentityErrors.Suspended, PassportErrors.TooLarge, RequestErrors.LostRace);
        api.MapPost("issue", IssueFor).WithName("Issue").RequireScope(Scopes.PassportIssue).Idempotent().RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, IdentityErrors.Unknown, IdentityErrors.Revoked, IdentityErrors.Suspended, PassportErrors.TooLarge, RequestErrors.LostRace);
        api.MapGet("identities/{id}/passports", List).WithName("ListPassports").RequireScope(Scopes.IdentityRead).RefusesPage().Refuses(IdentityErrors.Unknown);
        api.MapGet("passports/{id}", Carry).WithName("GetPassport").RequirePerson().Refuses(PassportErrors.Unknown);
        api.MapPost("passports/{id}/revoke", Revoke).WithName("RevokePassport").RequireScope(Scopes.PassportIssue).RefusesBody()
            .Refuses(PassportErrors.Unknown, RequestErrors.LostRace);
    }

    private static Task<Created<IssuedPassport>> Issue(string id, IssueBody? body, IMediator mediator, CancellationToken ct) =>
        IssueAsync(id, body?.TtlDays, mediator, ct);

    private static Task<Created<IssuedPassport>> IssueFor(IssueForBody body, IMediator mediator, CancellationToken ct) =>
        IssueAsync(body.Identity ?? throw Invalid.Member("identity", "Name the identity."), body.TtlDays, mediator, ct);

    private static async Task<Created<IssuedPassport>> IssueAsync(string id, int? ttlDays, IMediator mediator, CancellationToken ct)
    {
        var identity = id.As<IdentityId>(IdentityErrors.Unknown);
        var issued = await mediator.Send(new IssuePassport(identity, ttlDays), ct);
        return TypedResults.Created($"/api/v1/identities/{identity}/passports", issued);
    }

    private static async Task<Ok<Page<PassportView>>> List(string id, string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListPassports(id.As<IdentityId>(IdentityErrors.Unknown), Paging.Of(cursor, limit)), ct));

    private static async Task<Ok<CarriedPassport>> Carry(string id, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetPassport(id.As<PassportId>(PassportErrors.Unknown)), ct));

    private static async Task<Ok<PassportView>> Revoke(string id, IdentityEndpoints.ReasonBody? body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RevokePassport(id.As<PassportId>(PassportErrors.Unknown), body?.Reason), ct));
}
