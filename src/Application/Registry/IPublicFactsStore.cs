using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Registry;

/// <summary>Reads the facts behind public records as the last commit left them: one statement each, and nothing kept in memory.</summary>
public interface IPublicFactsStore
{
    /// <summary>The facts of the identity whose listed surface has that key; null alike where it is hidden, unproved or never heard of.</summary>
    ValueTask<PublicFacts?> AtAsync(AddressKey key, CancellationToken ct);

    ValueTask<PublicFacts?> OfAsync(IdentityId id, CancellationToken ct);

    /// <summary>Null where no Passport of that id was ever issued.</summary>
    ValueTask<IssuedFacts?> OfAsync(PassportId id, CancellationToken ct);
}

/// <summary>What the store holds of a Passport, and of the identity that it names.</summary>
public sealed record IssuedFacts(DateTimeOffset ExpiresAt, bool Revoked, IReadOnlyList<NamedBinding> Named, PublicFacts Identity)
{
    public PassportStatus StatusAt(DateTimeOffset now) =>
        Revoked || !Identity.Upholds(Named, now) ? PassportStatus.Revoked : now >= ExpiresAt ? PassportStatus.Expired : PassportStatus.Active;
}
