using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class IdentityEndpoints
{
    public sealed record CreateIdentityBody(
        string? Name, string? OperatorDisplay, bool? Anonymous, IReadOnlyList<string>? Capabilities, IReadOnlyList<SurfaceClaim>? Surfaces);

    public sealed record ChangeIdentityBody(string? Name, string? OperatorDisplay, bool? Anonymous, IReadOnlyList<string>? Capabilities);

    public sealed record ReasonBody(string? Reason);

    public static void MapIdentities(this IEndpointRouteBuilder routes)
    {
        var identities = routes.MapGroup("/api/v1/identities").WithTags("Identities");
        identities.MapPost("", Create).WithName("CreateIdentity").RequireScope(Scopes.IdentityCreate).Idempotent().RefusesBody()
            .Refuses(IdentityErrors.QuotaExceeded, SurfaceErrors.Malformed, SurfaceErrors.Exists, RequestErrors.LostRace);
        identities.MapGet("", List).WithName("ListIdentities").RequireScope(Scopes.IdentityRead).RefusesPage();
        identities.MapGet("{id}", Read).WithName("GetIdentity").RequireScope(Scopes.IdentityRead).Refuses(IdentityErrors.Unknown);
        identities.MapGet("{id}/tier", Tier).WithName("ExplainTier").RequirePerson().Refuses(IdentityErrors.Unknown);
        identities.MapPatch("{id}", Change).WithName("ChangeIdentity").RequireScope(Scopes.IdentityWrite).RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, RequestErrors.LostRace);
        identities.MapPost("{id}/revoke", Revoke).WithName("RevokeIdentity").RequireScope(Scopes.IdentityWrite).RefusesBody()
            .Refuses(IdentityErrors.Unknown, RequestErrors.LostRace);
    }

    private static async Task<Created<IdentityView>> Create(CreateIdentityBody body, IMediator mediator, CancellationToken ct)
    {
        var created = await mediator.Send(new CreateIdentity(body.Name, body.OperatorDisplay, body.Anonymous, body.Capabilities, body.Surfaces), ct);
        return TypedResults.Created($"/api/v1/identities/{created.Id}", created);
    }

    private static async Task<Ok<Page<IdentityView>>> List(string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListIdentities(Paging.Of(cursor, limit)), ct));

    private static async Task<Ok<IdentityView>> Read(string id, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new GetIdentity(id.As<IdentityId>(IdentityErrors.Unknown)), ct));

    private static async Task<Ok<TierView>> Tier(string id, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ExplainTier(id.As<IdentityId>(IdentityErrors.Unknown)), ct));

    private static async Task<Ok<IdentityView>> Change(string id, ChangeIdentityBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(
            new ChangeIdentity(id.As<IdentityId>(IdentityErrors.Unknown), body.Name, body.OperatorDisplay, body.Anonymous, body.Capabilities), ct));

    private static async Task<Ok<IdentityView>> Revoke(string id, ReasonBody? body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new RevokeIdentity(id.As<IdentityId>(IdentityErrors.Unknown), body?.Reason), ct));
}
