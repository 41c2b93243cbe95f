using System.Text.Json;
using AiIdentity.Api.Authentication;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Events;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

internal static class EventEndpoints
{
    private const string JsonLines = "application/jsonl";

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/events", List).WithTags("Events").WithName("ListEvents").RequireScope(Scopes.IdentityRead).RefusesPage().Refuses(IdentityErrors.Unknown);
        routes.MapGet("/api/v1/events/export", Export).WithTags("Events").WithName("ExportEvents").RequirePerson().Produces<string>(contentType: JsonLines);
        routes.MapGet("/api/v1/admin/events", ListAll).WithTags("Administration").WithName("ListAllEvents").RequireAdministrator().RefusesPage();
        routes.MapGet("/api/v1/admin/events/export", ExportAll).WithTags("Administration").WithName("ExportAllEvents").RequireAdministrator().Produces<string>(contentType: JsonLines);
    }

    private static async Task<Ok<Page<EventView>>> List(string? identity, string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListEvents(Paging.Of(cursor, limit), identity?.As<IdentityId>(IdentityErrors.Unknown)), ct));

    private static async Task<Ok<Page<EventView>>> ListAll(string? cursor, string? limit, IMediator mediator, CancellationToken ct) =>
        TypedResults.Ok(await mediator.Send(new ListEvents(Paging.Of(cursor, limit), OfAll: true), ct));

    private static async Task<PushStreamHttpResult> Export(IMediator mediator, CancellationToken ct) => Lines(await mediator.Send(new ExportEvents(), ct), ct);

    private static async Task<PushStreamHttpResult> ExportAll(IMediator mediator, CancellationToken ct) =>
        Lines(await mediator.Send(new ExportEvents(OfAll: true), ct), ct);

    // One event a line, oldest first, sent as it is read.
    private static PushStreamHttpResult Lines(IAsyncEnumerable<EventView> events, CancellationToken ct) => TypedResults.Stream(
        async body =>
        {
            await foreach (var happened in events.WithCancellation(ct))
            {
                await JsonSerializer.SerializeAsync(body, happened, Json.Options, ct);
                await body.WriteAsync("\n"u8.ToArray(), ct);
            }
        },
        JsonLines, "events.jsonl");
}
