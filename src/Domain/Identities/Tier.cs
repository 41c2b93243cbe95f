namespace AiIdentity.Domain.Identities;

/// <summary>How much is known about an identity; each includes the ones before. Computed from facts, never stored.</summary>
public enum Tier
{
    Issued,
    IdentityVerified,
    CreatorVerified,
    BusinessVerified,
}

/// <summary>What a tier rests on.</summary>
public enum TierFact
{
    EmailConfirmed,
    PublicSurface,
    CreatorAttestation,
    BusinessAttestation,
}

public static class Tiers
{
    /// <param name="hasCountingSurface">A public surface is bound or unconfirmed.</param>
    /// <param name="attested">The highest tier that a standing attestation gives, if any.</param>
    public static Tier Of(bool emailConfirmed, bool hasCountingSurface, Tier? attested) =>
        emailConfirmed && hasCountingSurface ? attested ?? Tier.IdentityVerified : Tier.Issued;

    /// <summary>The tier that comes next, with the facts that it still lacks; null at the highest.</summary>
    public static (Tier Tier, IReadOnlyList<TierFact> Missing)? Next(bool emailConfirmed, bool hasCountingSurface, Tier? attested) =>
        Of(emailConfirmed, hasCountingSurface, attested) switch
        {
            // With an attestation in place the way leads past the tiers between.
            Tier.Issued => (Of(true, true, attested), Missing(emailConfirmed, hasCountingSurface)),
            Tier.IdentityVerified => (Tier.CreatorVerified, [TierFact.CreatorAttestation]),
            Tier.CreatorVerified => (Tier.BusinessVerified, [TierFact.BusinessAttestation]),
            Tier.BusinessVerified => null,
        };

    private static List<TierFact> Missing(bool emailConfirmed, bool hasCountingSurface)
    {
        List<TierFact> missing = [];
        if (!emailConfirmed) missing.Add(TierFact.EmailConfirmed);
        if (!hasCountingSurface) missing.Add(TierFact.PublicSurface);
        return missing;
    }
}
