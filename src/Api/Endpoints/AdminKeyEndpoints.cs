using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Passports;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class AdminKeyEndpoints
{
    public static void MapAdminKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/admin/keys").WithTags("Administration");
        keys.MapPost("rotate", Rotate).WithName("RotateKey").RequireAdministrator().Idempotent().RefusesBody().Refuses(KeyErrors.Announced, RequestErrors.LostRace);
        keys.MapPost("{kid}/compromised", Compromise).WithName("CompromiseKey").RequireAdministrator().RefusesBody().Refuses(KeyErrors.Unknown, RequestErrors.LostRace);
    }

    private static async Task<Created<AnnouncedKey>> Rotate(IdentityEndpoints.ReasonBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Created("/.well-known/jwks.json", await mediator.Send(new RotateSigningKey(body.Reason), ct));

    private static async Task<Ok<CompromisedKey>> Compromise(string kid, IdentityEndpoints.ReasonBody body, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new CompromiseSigningKey(kid.As<SigningKeyId>(KeyErrors.Unknown), body.Reason), ct));
}
