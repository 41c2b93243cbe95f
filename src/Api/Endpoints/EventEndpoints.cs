using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class EventEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/events", List).WithTags("Events").WithName("ListEvents").RequireScope(Scopes.IdentityRead).RefusesPage();
        routes.MapGet("/api/v1/admin/events", ListAll).WithTags("Administration").WithName("ListAllEvents").RequireAdministrator().RefusesPage();
    }

    private static async Task<Ok<Page<EventView>>> List(string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListEvents(Paging.Of(cursor, limit)), ct));

    private static async Task<Ok<Page<EventView>>> ListAll(string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListEvents(Paging.Of(cursor, limit), OfAll: true), ct));
}
