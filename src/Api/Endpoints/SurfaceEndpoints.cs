using System.Text.Json;
using System.Text.Json.Serialization;
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
    public sealed record SurfaceVisibilityBody(bool? Public);

    /// <param name="Grant">What a method of the address takes for one look, by the names that <c>GET /api/v1/schemes</c> gives; null for nothing.</param>
    public sealed record LookBody(IReadOnlyDictionary<string, string>? Grant)
    {
        private const int MaxMembers = 10;
        private const int LongestMember = 4096;

        /// <summary>The grant's members beside it instead of in it, as earlier versions took them.</summary>
        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Others { get; init; }

        /// <summary>What was handed over; null for nothing.</summary>
        internal OperatorGrant? Handed()
        {
            if (Grant is not null && Others is { Count: > 0 }) throw Invalid.Member("grant", "Put every member into grant.");
            if (Grant is null && Others is null or { Count: 0 }) return null;
            var members = Grant ?? Others!.ToDictionary(
                member => member.Key, member => member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString()! : throw Invalid.Member(member.Key, "This member is a text."), StringComparer.Ordinal);
            if (members.Count == 0) throw Invalid.Member("grant", "A grant is whole or absent.");
            if (members.Count > MaxMembers) throw Invalid.Member("grant", "More members than any method takes.");
            if (members.Values.Any(value => value is null or { Length: > LongestMember })) throw Invalid.Member("grant", "Every member is a text, and none that long.");
            return new OperatorGrant(members);
        }
    }

    public static void MapSurfaces(this IEndpointRouteBuilder routes)
    {
        var surfaces = routes.MapGroup("/api/v1/identities/{id}/surfaces").WithTags("Surfaces");
        surfaces.MapPost("", Claim).WithName("ClaimSurface").RequireScope(Scopes.IdentityWrite).Idempotent().RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, SurfaceErrors.Malformed, SurfaceErrors.Exists, RequestErrors.LostRace);
        surfaces.MapPatch("{surfaceId}", Show).WithName("SetSurfaceVisibility").RequireScope(Scopes.IdentityWrite).RefusesBody()
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

    private static async Task<Ok<SurfaceView>> Show(string id, string surfaceId, SurfaceVisibilityBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new SetSurfaceVisibility(IdentityOf(id), SurfaceOf(surfaceId), body.Public), ct));

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

    private static async Task<Ok<RecheckResult>> Recheck(string id, string surfaceId, LookBody? body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RecheckSurface(IdentityOf(id), SurfaceOf(surfaceId), body?.Handed()), ct));

    private static async Task<Ok<ChallengeView>> ReadChallenge(string id, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetChallenge(id.As<ChallengeId>(ChallengeErrors.Unknown)), ct));

    private static async Task<Ok<CheckResult>> Check(string id, LookBody? body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new CheckChallenge(id.As<ChallengeId>(ChallengeErrors.Unknown), body?.Handed()), ct));

    private static IdentityId IdentityOf(string id) => id.As<IdentityId>(IdentityErrors.Unknown);

    private static SurfaceId SurfaceOf(string id) => id.As<SurfaceId>(SurfaceErrors.Unknown);
}
