using System.Globalization;
using AiIdentity.Api.Http;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Passports;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiIdentity.Api.Endpoints;

/// <summary>What anybody may ask, from any web page.</summary>
internal static class PublicEndpoints
{
    public const string Cors = "public";
    /// <summary>What a web page of another site may read of a public answer.</summary>
    public static readonly string[] ExposedHeaders = ["ETag", "Retry-After"];
    private const string StatusListType = "application/statuslist+jwt";

    public sealed record VerifyBody(string? Passport, string? Surface, string? Id);

    public static void MapPublic(this IEndpointRouteBuilder routes)
    {
        var whois = routes.ServiceProvider.GetRequiredService<WhoisEndpoint>();
        var api = routes.MapGroup("/api/v1").WithTags("Registry").RequireCors(Cors).ServedAs(ContentPolicy.Data);
        api.MapGet("whois", (Delegate)whois.BySurface).WithName("WhoisBySurface").Produces<PublicRecord>().Produces(StatusCodes.Status304NotModified)
            .WithMetadata(new CachedMetadata()).WithRawQuery("surface").CountsAsWhois().Refuses(SurfaceErrors.Malformed, RegistryErrors.NotBound);
        api.MapGet("whois/{identity}", whois.ByIdentity).WithName("WhoisByIdentity").Produces<PublicRecord>().Produces(StatusCodes.Status304NotModified)
            .WithMetadata(new CachedMetadata()).CountsAsWhois().Refuses(IdentityErrors.Unknown);
        api.MapPost("verify", Verify).WithName("Verify").CountsAsVerify().RefusesBody().Refuses(SurfaceErrors.Malformed);
        api.MapGet("revocations", Revocations).WithName("ListRevocations").RefusesPage();
        api.MapGet("status-lists/{list}", StatusList).WithName("GetStatusList").Produces<string>(contentType: StatusListType).WithMetadata(new CachedMetadata()).Refuses(StatusListErrors.Unknown);
        routes.MapGet("/.well-known/jwks.json", Jwks).WithTags("Registry").WithName("GetJwks").RequireCors(Cors).Produces<string>(contentType: "application/json").WithMetadata(new CachedMetadata());
    }

    private static async Task<Ok<Verdict>> Verify(VerifyBody body, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var verdict = await mediator.Send(new VerifyPassport(body.Passport, body.Surface, body.Id), ct);
        if (verdict.Reason is VerdictReason.IdentityUnknown) http.CountAsMiss();
        return TypedResults.Ok(verdict);
    }

    private static async Task<Ok<Page<RevocationView>>> Revocations(string? since, string? limit, string? cursor, IMediator mediator, CancellationToken ct)
    {
        DateTimeOffset? from = since is null ? null
            : Times.TryParse(since, out var at) ? at
            : throw Invalid.Member("since", "A time as RFC 3339 writes it, with its + as %2B: 2026-01-31T00:00:00Z.");
        return TypedResults.Ok(await mediator.Send(new ListRevocations(from, Paging.Limit(limit), cursor), ct));
    }

    private static async Task<ContentHttpResult> StatusList(string list, HttpResponse response, IMediator mediator, CancellationToken ct)
    {
        if (!int.TryParse(list, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) throw new RefusedException(StatusListErrors.Unknown);
        var signed = await mediator.Send(new GetStatusList(number), ct);
        response.Headers.CacheControl = $"public, max-age={(int)signed.MaxAge.TotalSeconds}";
        return TypedResults.Text(signed.Token, StatusListType);
    }

    private static async Task<ContentHttpResult> Jwks(IKeySet keys, HttpResponse response, TimeProvider clock, CancellationToken ct)
    {
        response.Headers.CacheControl = "public, max-age=30";
        return TypedResults.Text(await keys.JwksAsync(clock.Now(), ct), "application/json");
    }
}
