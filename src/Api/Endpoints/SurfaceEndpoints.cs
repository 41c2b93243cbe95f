using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Application.Verification;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class SurfaceEndpoints
{
    public sealed record ShowSurfaceBody(bool? Public);

    /// <summary>An operator's own token for one look; both or neither.</summary>
    public sealed record GrantBody(string? PhoneNumberId, string? AccessToken);

    public static void MapSurfaces(this IEndpointRouteBuilder routes)
    {
        var surfaces = routes.MapGroup("/api/v1/identities/{id}/surfaces").WithTags("Surfaces");
        surfaces.MapPost("", Claim).WithName("ClaimSurface").RequireScope(Scopes.IdentityWrite).Idempotent().RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, SurfaceErrors.Malformed, SurfaceErrors.Exists, RequestErrors.LostRace);
        surfaces.MapPatch("{surfaceId}", Show).WithName("ShowSurface").RequireScope(Scopes.IdentityWrite).RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, SurfaceErrors.Unknown, RequestErrors.LostRace);
        surfaces.MapDelete("{surfaceId}", Release).WithName("ReleaseSurface").RequireScope(Scopes.IdentityWrite)
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, SurfaceErrors.Unknown, RequestErrors.LostRace);
        surfaces.MapGet("{surfaceId}/evidence", ListEvidence).WithName("ListEvidence").RequireScope(Scopes.IdentityRead).RefusesPage()
            .Refuses(IdentityErrors.Unknown, SurfaceErrors.Unknown);
        surfaces.MapPost("{surfaceId}/challenges", OpenChallenge).WithName("CreateChallenge").RequireScope(Scopes.SurfaceVerify).Idempotent().CountsAsChallenge().RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, IdentityErrors.Unknown, IdentityErrors.Revoked, IdentityErrors.Suspended,
                SurfaceErrors.Unknown, ChallengeErrors.TooManyOpen, RequestErrors.LostRace);
        surfaces.MapGet("{surfaceId}/challenges", ListChallenges).WithName("ListChallenges").RequirePerson().RefusesPage()
            .Refuses(IdentityErrors.Unknown, SurfaceErrors.Unknown);
        surfaces.MapPost("{surfaceId}/recheck", Recheck).WithName("RecheckSurface").RequireScope(Scopes.SurfaceVerify).RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, IdentityErrors.Unknown, IdentityErrors.Revoked, SurfaceErrors.Unknown, SurfaceErrors.NotBound,
                RequestErrors.RateLimited, RequestErrors.LostRace);

        var challenges = routes.MapGroup("/api/v1/challenges").WithTags("Challenges");
        challenges.MapGet("{id}", ReadChallenge).WithName("GetChallenge").RequireScope(Scopes.SurfaceVerify).Refuses(ChallengeErrors.Unknown);
        challenges.MapPost("{id}/check", Check).WithName("CheckChallenge").RequireScope(Scopes.SurfaceVerify).RefusesBody()
            .Refuses(AccountErrors.EmailUnconfirmed, ChallengeErrors.Unknown, ChallengeErrors.Closed, IdentityErrors.Revoked, IdentityErrors.Suspended,
                RequestErrors.RateLimited, RequestErrors.LostRace);
    }

    private static async Task<Created<SurfaceView>> Claim(string id, SurfaceClaim body, IMediator mediator, CancellationToken ct)
    {
        var identity = id.As<IdentityId>(IdentityErrors.Unknown);
        var claimed = await mediator.Send(new ClaimSurface(identity, body.Surface, body.Public), ct);
        return TypedResults.Created($"/api/v1/identities/{identity}/surfaces/{claimed.Id}", claimed);
    }

    private static async Task<Ok<SurfaceView>> Show(string id, string surfaceId, ShowSurfaceBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ShowSurface(IdentityOf(id), SurfaceOf(surfaceId), body.Public), ct));

    private static async Task<NoContent> Release(string id, string surfaceId, IMediator mediator, CancellationToken ct)
    {
        await mediator.Send(new ReleaseSurface(IdentityOf(id), SurfaceOf(surfaceId)), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Page<EvidenceView>>> ListEvidence(
        string id, string surfaceId, string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListEvidence(IdentityOf(id), SurfaceOf(surfaceId), Paging.Of(cursor, limit)), ct));

    private static async Task<Created<ChallengeView>> OpenChallenge(string id, string surfaceId, NoBody? body, IMediator mediator, CancellationToken ct)
    {
        var opened = await mediator.Send(new OpenChallenge(IdentityOf(id), SurfaceOf(surfaceId)), ct);
        return TypedResults.Created($"/api/v1/challenges/{opened.Id}", opened);
    }

    private static async Task<Ok<Page<ChallengeView>>> ListChallenges(
        string id, string surfaceId, string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListChallenges(IdentityOf(id), SurfaceOf(surfaceId), Paging.Of(cursor, limit)), ct));

    private static async Task<Ok<RecheckResult>> Recheck(string id, string surfaceId, GrantBody? body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RecheckSurface(IdentityOf(id), SurfaceOf(surfaceId), body?.PhoneNumberId, body?.AccessToken), ct));

    private static async Task<Ok<ChallengeView>> ReadChallenge(string id, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetChallenge(id.As<ChallengeId>(ChallengeErrors.Unknown)), ct));

    private static async Task<Ok<CheckResult>> Check(string id, GrantBody? body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new CheckChallenge(id.As<ChallengeId>(ChallengeErrors.Unknown), body?.PhoneNumberId, body?.AccessToken), ct));

    private static IdentityId IdentityOf(string id) => id.As<IdentityId>(IdentityErrors.Unknown);

    private static SurfaceId SurfaceOf(string id) => id.As<SurfaceId>(SurfaceErrors.Unknown);
}
