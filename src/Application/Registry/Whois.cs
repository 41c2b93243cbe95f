using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;

namespace AiIdentity.Application.Registry;

/// <summary>Who stands behind a surface.</summary>
/// <param name="Surface">The address as the caller wrote it.</param>
public sealed record WhoisBySurface(string? Surface) : IQuery<WhoisAnswer>;

/// <summary>Who an identity is.</summary>
public sealed record WhoisByIdentity(IdentityId Id) : IQuery<WhoisAnswer>;

/// <param name="GoodFor">How long the record stays as it is, if nobody acts; null where time changes nothing.</param>
public sealed record WhoisAnswer(PublicRecord Record, TimeSpan? GoodFor);

internal sealed class WhoisHandler(PublicRecords records, TimeProvider clock)
    : IRequestHandler<WhoisBySurface, WhoisAnswer>, IRequestHandler<WhoisByIdentity, WhoisAnswer>
{
    public async Task<WhoisAnswer> Handle(WhoisBySurface request, CancellationToken cancellationToken)
    {
        if (!SurfaceAddress.TryParse(request.Surface, out var address)) throw new RefusedException(SurfaceErrors.Malformed);
        var now = clock.Now();
        return Answer(await records.AtAsync(address, now, cancellationToken) ?? throw new RefusedException(RegistryErrors.NotBound), now);
    }

    public async Task<WhoisAnswer> Handle(WhoisByIdentity request, CancellationToken cancellationToken) =>
        Answer(await records.OfAsync(request.Id, cancellationToken) ?? throw new RefusedException(IdentityErrors.Unknown), clock.Now());

    private static WhoisAnswer Answer(PublicFacts facts, DateTimeOffset now) => new(facts.RecordAt(now), facts.NextChangeAfter(now) - now);
}
