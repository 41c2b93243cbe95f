using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Registry;

/// <summary>Reads public records as the last commit left them: one statement each, nothing cached.</summary>
public interface IPublicRecordStore
{
    /// <summary>The record of the identity whose listed surface has that key; null alike where the surface is hidden, unproved or unknown.</summary>
    ValueTask<StoredRecord?> FindByAddressAsync(AddressKey key, CancellationToken ct);

    ValueTask<StoredRecord?> FindAsync(IdentityId id, CancellationToken ct);

    /// <summary>Null where no Passport of that id was ever issued.</summary>
    ValueTask<PassportWithRecord?> FindPassportAsync(PassportId id, CancellationToken ct);
}

/// <summary>What the store holds of a Passport, with the record of the identity that it names.</summary>
public sealed record PassportWithRecord(DateTimeOffset ExpiresAt, bool Revoked, IReadOnlyList<NamedBinding> Named, StoredRecord Record)
{
    public PassportStatus StatusAt(DateTimeOffset now) =>
        Revoked || !Record.Upholds(Named, now) ? PassportStatus.Revoked : now >= ExpiresAt ? PassportStatus.Expired : PassportStatus.Active;
}
