using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Identities;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class AdminIdentityEndpoints
{
    public sealed record AttestationBody(string? Tier, string? Provider, string? Reference);

    public static void MapAdminIdentities(this IEndpointRouteBuilder routes)
    {
        var identities = routes.MapGroup("/api/v1/admin/identities/{id}").WithTags("Administration");
        identities.MapPost("suspend", Suspend).WithName("SuspendIdentity").RequireAdministrator().RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, RequestErrors.LostRace);
        identities.MapPost("reinstate", Reinstate).WithName("ReinstateIdentity").RequireAdministrator().RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, RequestErrors.LostRace);
        identities.MapPost("attestations", Attest).WithName("RecordAttestation").RequireAdministrator().Idempotent().RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, RequestErrors.LostRace);
        identities.MapPost("attestations/{attestationId}/end", EndAttestation).WithName("EndAttestation").RequireAdministrator().RefusesBody()
            .Refuses(IdentityErrors.Unknown, IdentityErrors.Revoked, IdentityErrors.AttestationUnknown, RequestErrors.LostRace);
    }

    private static async Task<Ok<IdentityView>> Suspend(string id, IdentityEndpoints.ReasonBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new SuspendIdentity(id.As<IdentityId>(IdentityErrors.Unknown), body.Reason), ct));

    private static async Task<Ok<IdentityView>> Reinstate(string id, IdentityEndpoints.ReasonBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ReinstateIdentity(id.As<IdentityId>(IdentityErrors.Unknown), body.Reason), ct));

    private static async Task<Created<AttestationView>> Attest(string id, AttestationBody body, IMediator mediator, CancellationToken ct)
    {
        var recorded = await mediator.Send(new RecordAttestation(id.As<IdentityId>(IdentityErrors.Unknown), body.Tier, body.Provider, body.Reference), ct);
        return TypedResults.Created($"/api/v1/admin/identities/{recorded.Identity}/attestations/{recorded.Id}", recorded);
    }

    private static async Task<Ok<AttestationView>> EndAttestation(
        string id, string attestationId, IdentityEndpoints.ReasonBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(
            new EndAttestation(id.As<IdentityId>(IdentityErrors.Unknown), attestationId.As<AttestationId>(IdentityErrors.AttestationUnknown), body.Reason), ct));
}
