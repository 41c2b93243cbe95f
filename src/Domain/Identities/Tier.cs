namespace AiIdentity.Domain.Identities;

/// <summary>How much is known about an identity; each includes the ones before. Computed from facts, never stored.</summary>
public enum Tier
{
    Issued,
    IdentityVerified,
    CreatorVerified,
    BusinessVerified,
}

public static class Tiers
{
    /// <param name="hasCountingSurface">A public surface is bound or unconfirmed.</param>
    /// <param name="attested">The highest tier that a standing attestation gives, if any.</param>
    public static Tier Of(bool emailConfirmed, bool hasCountingSurface, Tier? attested) =>
        emailConfirmed && hasCountingSurface ? attested ?? Tier.IdentityVerified : Tier.Issued;
}
