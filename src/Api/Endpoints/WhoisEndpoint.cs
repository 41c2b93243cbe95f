using System.Globalization;
using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Api.Endpoints;

/// <summary>The hot path. It holds the singletons that it needs: injected per request, they would cost a scope of services each.</summary>
internal sealed class WhoisEndpoint(WhoisCache whois, ProblemWriter problems, SurfaceSchemes schemes, TimeProvider clock)
{
    private const string HalfAMinute = "public, max-age=30";
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    public Task BySurface(HttpContext http)
    {
        if (!schemes.TryParse(RawQuery.Get(http.Request, "surface"), out var address)) throw new RefusedException(SurfaceErrors.Malformed, detail: schemes.HowToWrite);
        var now = clock.Now();
        return AnswerAsync(http, whois.FindByAddressAsync(address, now), now, RegistryErrors.NotBound);
    }

    public Task ByIdentity(string identity, HttpContext http)
    {
        var now = clock.Now();
        return Id.TryParse<IdentityId>(identity, out var id)
            ? AnswerAsync(http, whois.FindAsync(id, now), now, IdentityErrors.Unknown)
            : problems.WriteAsync(http, IdentityErrors.Unknown);
    }

    // A refusal is written, not thrown: the commonest one costs no more than an answer.
    private async Task AnswerAsync(HttpContext http, ValueTask<CachedAnswer?> asked, DateTimeOffset now, DomainError refusal)
    {
        if (await asked is { } answer) await WriteAsync(http, answer, now);
        else await problems.WriteAsync(http, refusal);
    }

    // With a strong ETag, good for half a minute or until time alone changes the record.
    private static Task WriteAsync(HttpContext http, CachedAnswer answer, DateTimeOffset now)
    {
        var (response, age) = (http.Response, answer.MaxAge(MaxAge, now));
        response.Headers.ETag = answer.ETag;
        response.Headers.CacheControl = age == MaxAge ? HalfAMinute : string.Create(CultureInfo.InvariantCulture, $"public, max-age={(int)age.TotalSeconds}");
        if (EntityTags.Matches(http.Request.Headers.IfNoneMatch, answer.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Body.Length;
        return response.Body.WriteAsync(answer.Body, 0, answer.Body.Length);
    }
}
