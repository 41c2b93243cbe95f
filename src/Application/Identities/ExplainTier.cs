using AiIdentity.Application.Shared;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Application.Identities;

/// <summary>Says which tier an identity has, and what the next one still lacks.</summary>
public sealed record ExplainTier(IdentityId Id) : IQuery<TierView>;

/// <param name="Next">Null at the highest tier, and for a revoked identity.</param>
public sealed record TierView(Tier Tier, Tier? Next, IReadOnlyList<MissingFact> Missing);

public sealed record MissingFact(TierFact Fact, string Sentence);

internal sealed class ExplainTierHandler(IRegistryDb db, ICaller caller, TimeProvider clock) : IRequestHandler<ExplainTier, TierView>
{
    public async Task<TierView> Handle(ExplainTier request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var identity = await db.Identities.AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == request.Id && i.OwnerId == caller.AccountId, cancellationToken)
            ?? throw new RefusedException(IdentityErrors.Unknown);
        var confirmed = await db.Accounts.AnyAsync(a => a.Id == identity.OwnerId && a.ConfirmedAt != null, cancellationToken);
        var surfaces = await db.Surfaces.AsNoTracking().Where(s => s.IdentityId == identity.Id && s.ReleasedAt == null).ToListAsync(cancellationToken);
        var counting = surfaces.Any(s => s.Public && s.StatusAt(now).Counts());
        var next = identity.Status is IdentityStatus.Revoked ? null : Tiers.Next(confirmed, counting, identity.Attested);
        return new TierView(
            Tiers.Of(confirmed, counting, identity.Attested), next?.Tier,
            [.. (next?.Missing ?? []).Select(fact => new MissingFact(fact, Sentence(fact)))]);
    }

    private static string Sentence(TierFact fact) => fact switch
    {
        TierFact.EmailConfirmed => "Confirm your email: the code is in the mail that we sent when you registered.",
        TierFact.PublicSurface => "Prove a number or username, and show it.",
        TierFact.CreatorAttestation => "The registry attests who the person behind the agent is. Ask who runs this registry.",
        TierFact.BusinessAttestation => "The registry attests the business behind the agent. Ask who runs this registry.",
    };
}
