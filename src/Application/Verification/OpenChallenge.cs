using AiIdentity.Application.Identities;
using AiIdentity.Application.Limits;
using AiIdentity.Application.Shared;
using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiIdentity.Application.Verification;

/// <summary>Begins an attempt to prove a surface; an open one for the same surface is superseded.</summary>
public sealed record OpenChallenge(IdentityId IdentityId, SurfaceId SurfaceId) : ICommand<ChallengeView>, INeedConfirmedEmail;

internal sealed class OpenChallengeHandler(IRegistryDb db, ICaller caller, IAddressVault vault, ChallengeViews views, IOptions<RateLimitOptions> limits, TimeProvider clock)
    : IRequestHandler<OpenChallenge, ChallengeView>
{
    public async Task<ChallengeView> Handle(OpenChallenge request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.IdentityAsync(request.IdentityId, caller, cancellationToken);
        // First: a revoked identity has released its surfaces, and says so.
        identity.RequireActive();
        var surface = await db.SurfaceAsync(identity.Id, request.SurfaceId, caller, cancellationToken);

        var open = await db.Challenges
            .Where(c => c.OwnerId == caller.AccountId && c.AddressKey == surface.AddressKey && c.ExpiresAt > now
                && c.ChecksLeft > 0 && c.VerifiedAt == null && c.SupersededAt == null && c.CancelledAt == null)
            .ToListAsync(cancellationToken);
        foreach (var earlier in open.Where(c => c.SurfaceId == surface.Id)) earlier.Supersede(now);
        var elsewhere = open.Where(c => c.SurfaceId != surface.Id).ToList();
        if (elsewhere.Count >= limits.Value.MaxOpenChallenges)
            throw new RefusedException(ChallengeErrors.TooManyOpen, retryAfter: elsewhere.Min(c => c.ExpiresAt) - now);

        var address = vault.Open(surface.SealedAddress);
        var challenge = VerificationChallenge.Open(surface.Id, identity.Id, caller.AccountId, surface.AddressKey, address.Methods[0], ChallengeToken.Generate(), now);
        db.Challenges.Add(challenge);
        return views.Of(challenge, address, identity.Name, now);
    }
}
