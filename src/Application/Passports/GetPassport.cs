using AiIdentity.Application.Registry;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Passports;

/// <summary>A Passport again, as it was issued, with the snippets that carry it.</summary>
public sealed record GetPassport(PassportId Id) : IQuery<CarriedPassport>;

/// <param name="Passport">The token; null once it is revoked or expired, and then there are no snippets.</param>
public sealed record CarriedPassport(
    string Id, string Identity, PassportStatus Status, string? Passport, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, string KeyId, IReadOnlyList<Snippet> Snippets);

internal sealed class GetPassportHandler(
    IRegistryDb db, ICaller caller, IAddressVault vault, IPublicRecordStore store, SurfaceSchemes schemes, IOptions<RegistryOptions> registry, TimeProvider clock)
    : IRequestHandler<GetPassport, CarriedPassport>
{
    public async Task<CarriedPassport> Handle(GetPassport request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var passport = await db.Passports.AsNoTracking().SingleOrDefaultAsync(p => p.Id == request.Id && p.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(PassportErrors.Unknown);
        var record = await store.FindAsync(passport.IdentityId, cancellationToken);
        var status = passport.StatusAt(now) is PassportStatus.Active && record?.Upholds(passport, now) == false ? PassportStatus.Revoked : passport.StatusAt(now);
        if (status is not PassportStatus.Active) return View(null, []);

        var identity = await db.Identities.AsNoTracking().SingleAsync(i => i.Id == passport.IdentityId, cancellationToken);
        SurfaceId[] named = [.. passport.Surfaces.Select(s => s.SurfaceId)];
        var surfaces = await db.Surfaces.AsNoTracking().Where(s => named.Contains(s.Id)).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        return View(passport.Token, Snippets.For(identity, passport.Token!, [.. surfaces.Select(s => vault.Open(s.SealedAddress))], schemes, registry.Value));

        CarriedPassport View(string? token, IReadOnlyList<Snippet> snippets) =>
            new(passport.Id.ToString(), passport.IdentityId.ToString(), status, token, passport.IssuedAt, passport.ExpiresAt, passport.KeyId.ToString(), snippets);
    }
}
