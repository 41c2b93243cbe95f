using AiIdentity.Api.Http;
using AiIdentity.Api.Problems;
using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Api.Endpoints;

/// <summary>The hot path. It holds what it needs: asked for per request, a scope of services would be made for each.</summary>
internal sealed class WhoisEndpoint(FinishedRecords records, ProblemWriter problems, TimeProvider clock)
{
    public Task BySurface(HttpContext http)
    {
        if (!SurfaceAddress.TryParse(RawQuery.Get(http.Request, "surface"), out var address)) throw new RefusedException(SurfaceErrors.Malformed);
        var now = clock.Now();
        return AnswerAsync(http, records.AtAsync(address, now), now, RegistryErrors.NotBound);
    }

    public Task ByIdentity(string identity, HttpContext http)
    {
        var now = clock.Now();
        return Id.TryParse<IdentityId>(identity, out var id)
            ? AnswerAsync(http, records.OfAsync(id, now), now, IdentityErrors.Unknown)
            : problems.WriteAsync(http, IdentityErrors.Unknown);
    }

    // A refusal is written, not thrown: the commonest one costs no more than an answer.
    private async Task AnswerAsync(HttpContext http, ValueTask<FinishedRecord?> asked, DateTimeOffset now, DomainError refusal)
    {
        if (await asked is { } record) await PublicRecordResult.WriteAsync(http, record, now);
        else await problems.WriteAsync(http, refusal);
    }
}
