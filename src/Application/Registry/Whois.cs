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
/// <param name="GoodUntil">The same as an instant.</param>
public sealed record WhoisAnswer(PublicRecord Record, TimeSpan? GoodFor, DateTimeOffset? GoodUntil);

internal sealed class WhoisHandler(PublicRecords records) : IRequestHandler<WhoisBySurface, WhoisAnswer>, IRequestHandler<WhoisByIdentity, WhoisAnswer>
{
    public async Task<WhoisAnswer> Handle(WhoisBySurface request, CancellationToken cancellationToken) =>
        SurfaceAddress.TryParse(request.Surface, out var address)
            ? await records.AtAsync(address, cancellationToken) ?? throw new RefusedException(RegistryErrors.NotBound)
            : throw new RefusedException(SurfaceErrors.Malformed);

    public async Task<WhoisAnswer> Handle(WhoisByIdentity request, CancellationToken cancellationToken) =>
        await records.OfAsync(request.Id, cancellationToken) ?? throw new RefusedException(IdentityErrors.Unknown);
}
