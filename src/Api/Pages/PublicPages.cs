using AiIdentity.Api.Http;
using AiIdentity.Api.Limits;
using AiIdentity.Api.Pages.Views;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace AiIdentity.Api.Pages;

/// <summary>What anybody with a link sees. The same questions as the API, so the same answers and the same silence.</summary>
internal static class PublicPages
{
    private static readonly TimeSpan Record = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Still = TimeSpan.FromMinutes(5);
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapPublicPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPageAssets();
        var pages = routes.MapPages();
        pages.MapMethods("/", Reading, IResult () => Page<HomePage>());
        pages.MapMethods("/whois", Reading, IResult () => Page<SearchPage>());
        pages.MapMethods("/docs", Reading, IResult () => Page<VerifierDocs>());
        pages.MapMethods("/problems", Reading, IResult () => Page<ProblemList>());
        pages.MapMethods("/problems/{code}", Reading, IResult (string code) => Problem(code));

        var questions = pages.MapGroup("").CountsAsWhois();
        questions.MapMethods("/whois/search", Reading, SearchByQuery);
        questions.MapPost("/whois/search", SearchByForm);
        questions.MapMethods("/whois/{identity}", Reading, Passport);
        questions.MapMethods("/p/{identity}", Reading, Passport);
        routes.MapMethods("/badge/{identity}.svg", Reading, Badge).ExcludeFromDescription().CountsAsWhois().ServedAs(ContentPolicy.Badge);
    }

    /// <summary>A page without a question, such as a scheme's own.</summary>
    public static void MapStillPage<TPage>(this IEndpointRouteBuilder routes, string path) where TPage : Microsoft.AspNetCore.Components.IComponent =>
        routes.MapPages().MapMethods(path, Reading, IResult () => Page<TPage>());

    private static RouteGroupBuilder MapPages(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("").ExcludeFromDescription().WithMetadata(new PageMetadata()).ServedAs(ContentPolicy.Page);

    private static async Task<IResult> Passport(string identity, WhoisCache whois, TimeProvider clock)
    {
        var now = clock.Now();
        var answer = await FindAsync(identity, whois, now) ?? throw new RefusedException(IdentityErrors.Unknown);
        return new PageResult<PassportPage>(new() { [nameof(PassportPage.Record)] = answer.Record(), [nameof(PassportPage.Now)] = now }, answer.MaxAge(Record, now));
    }

    private static async Task<IResult> Badge(string identity, WhoisCache whois, TimeProvider clock)
    {
        const string svg = "image/svg+xml";
        var now = clock.Now();
        return await FindAsync(identity, whois, now) is { } answer
            ? new PageResult<BadgeImage>(new() { [nameof(BadgeImage.Record)] = answer.Record() }, answer.MaxAge(Record, now), type: svg)
            // An image even so: a page that shows it says what it is worth.
            : new PageResult<BadgeImage>([], maxAge: null, StatusCodes.Status404NotFound, svg);
    }

    private static async ValueTask<CachedAnswer?> FindAsync(string identity, WhoisCache whois, DateTimeOffset now) =>
        Id.TryParse<IdentityId>(identity, out var id) ? await whois.FindAsync(id, now) : null;

    private static Task<IResult> SearchByQuery(HttpRequest request, WhoisCache whois, SurfaceSchemes schemes, IOptions<RegistryOptions> registry, TimeProvider clock) =>
        SearchAsync(RawQuery.Get(request, "q"), whois, schemes, registry.Value, clock);

    // The box posts: an address that somebody asks about then stands in no URL, and so in no proxy's log and no browser's history.
    private static async Task<IResult> SearchByForm(HttpRequest request, WhoisCache whois, SurfaceSchemes schemes, IOptions<RegistryOptions> registry, TimeProvider clock, CancellationToken ct)
    {
        if (!request.HasFormContentType) throw new RefusedException(HttpErrors.RequestMalformed);
        try
        {
            return await SearchAsync((await request.ReadFormAsync(ct))["q"] is [{ } asked] ? asked : null, whois, schemes, registry.Value, clock);
        }
        catch (InvalidDataException)
        {
            throw new RefusedException(HttpErrors.RequestMalformed);
        }
    }

    private static async Task<IResult> SearchAsync(string? asked, WhoisCache whois, SurfaceSchemes schemes, RegistryOptions registry, TimeProvider clock)
    {
        var text = asked?.Trim(' ', '\t', '\r', '\n') ?? "";
        if (text.Length == 0) return SeeOther("/whois");
        if (IdIn(text, registry) is { } id) return SeeOther($"/whois/{id}");
        if (schemes.TryParse(text, out var address))
        {
            var answer = await whois.FindByAddressAsync(address, clock.Now()) ?? throw new RefusedException(RegistryErrors.NotBound);
            return SeeOther($"/whois/{answer.Record().Identity}");
        }

        return new PageResult<SearchPage>(
            new() { [nameof(SearchPage.Asked)] = text, [nameof(SearchPage.Hints)] = AddressHints.For(text, schemes) }, maxAge: null, StatusCodes.Status400BadRequest);
    }

    // An id as it is, or the address of one of our own pages about it.
    private static string? IdIn(string text, RegistryOptions registry)
    {
        foreach (var start in new[] { $"{registry.Issuer}/whois/", $"{registry.Issuer}/p/" })
            if (text.StartsWith(start, StringComparison.Ordinal)) text = text[start.Length..];
        return Id.TryParse<IdentityId>(text, out var id) ? id.ToString() : null;
    }

    private static PageResult<ProblemPage> Problem(string code) => ProblemCatalogue.Find(code) is { } problem
        ? new(new() { [nameof(ProblemPage.Error)] = problem }, Still)
        : throw new RefusedException(HttpErrors.RouteUnknown);

    private static PageResult<TPage> Page<TPage>() where TPage : Microsoft.AspNetCore.Components.IComponent => new([], Still);

    private static SeeOtherResult SeeOther(string path) => new(path);

    /// <summary>Go on by GET; nobody keeps where to, since that can change with the next act.</summary>
    private sealed class SeeOtherResult(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            httpContext.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
