using System.Text.Json;
using AiIdentity.Api.Http;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using MediatR;

namespace AiIdentity.Api.Endpoints;

/// <summary>The kinds of address: for whoever draws a form, or wants to know what a method is called.</summary>
internal static class SchemeEndpoints
{
    private const string CacheControl = "public, max-age=300";

    public static void MapSchemes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/schemes", List).WithName("ListSchemes").WithTags("Surfaces").RequireCors(PublicEndpoints.Cors).ServedAs(ContentPolicy.Data).WithMetadata(new CachedMetadata())
            .Produces<Page<SchemeView>>().Produces(StatusCodes.Status304NotModified);

    private static async Task List(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(await mediator.Send(new ListSchemes(), ct), Json.Options);
        http.Response.Headers.CacheControl = CacheControl;
        if (EntityTags.Match(http, bytes)) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, ct);
    }
}
