using AiIdentity.Domain.Accounts;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Shared;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Domain.Passports;

/// <summary>Whether a Passport is good, as far as it alone can tell.</summary>
public enum PassportStatus
{
    Active,
    Revoked,
    Expired,
}

/// <summary>The public reason of a revocation.</summary>
public enum RevocationReason
{
    Operator,
    Withdrawn,
    IdentityRevoked,
    DetailsChanged,
    KeyCompromised,
}

/// <summary>A binding that a Passport names; good only while that very epoch holds.</summary>
public sealed record NamedSurface(SurfaceId SurfaceId, int Epoch);

/// <summary>A signed statement: the registry holds this identity, with this tier and these surfaces, at this time.</summary>
public sealed class Passport : Aggregate
{
    public const int DefaultDays = 90;
    public const int MaxDays = 365;

    private readonly List<NamedSurface> _surfaces = [];

    private Passport()
    {
    }

    public PassportId Id { get; private init; }
    public IdentityId IdentityId { get; private init; }
    public AccountId OwnerId { get; private init; }
    public SigningKeyId KeyId { get; private init; }
    /// <summary>Whole seconds, like the token's <c>iat</c>.</summary>
    public DateTimeOffset IssuedAt { get; private init; }
    public DateTimeOffset ExpiresAt { get; private init; }
    /// <summary>Counts all Passports; with the registry's key it gives the place in the status lists.</summary>
    public long Sequence { get; private init; }
    /// <summary>The JWS; null once revoked, so that no withdrawn number stays readable in the store.</summary>
    public string? Token { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }
    public RevocationReason? Reason { get; private set; }
    public IReadOnlyList<NamedSurface> Surfaces => _surfaces;

    public static Passport Issue(PassportId id, IdentityId identity, AccountId owner, SigningKeyId key, long sequence,
        IEnumerable<NamedSurface> surfaces, string token, DateTimeOffset issuedAt, int days, DateTimeOffset now)
    {
        var passport = new Passport
        {
            Id = id,
            IdentityId = identity,
            OwnerId = owner,
            KeyId = key,
            IssuedAt = issuedAt,
            ExpiresAt = issuedAt.AddDays(days),
            Sequence = sequence,
            Token = token,
        };
        passport._surfaces.AddRange(surfaces);
        passport.Happened(EventType.PassportIssued, now, byRegistry: owner == AccountId.Registry);
        return passport;
    }

    public PassportStatus StatusAt(DateTimeOffset now) => this switch
    {
        { RevokedAt: not null } => PassportStatus.Revoked,
        _ when now >= ExpiresAt => PassportStatus.Expired,
        _ => PassportStatus.Active,
    };

    /// <param name="trueCause">What the operator's events say; the public reason may say less.</param>
    /// <param name="at">When it took effect: now, or the instant of a lapse that is written down late.</param>
    /// <param name="note">The owner's own words instead of the cause.</param>
    /// <returns>Whether it was still good; revoking twice, or after the end, changes nothing.</returns>
    public bool Revoke(RevocationReason reason, string trueCause, DateTimeOffset at, bool byRegistry = false, string? note = null)
    {
        if (StatusAt(at) is not PassportStatus.Active) return false;
        (RevokedAt, Reason, Token) = (at, reason, null);
        Happened(EventType.PassportRevoked, at, trueCause, byRegistry, note);
        return true;
    }

    /// <summary>A surface that it names is no longer public: an expired token is not kept readable either.</summary>
    public void ForgetToken() => Token = null;

    private void Happened(EventType type, DateTimeOffset at, string? reason = null, bool byRegistry = false, string? note = null) =>
        Raise(new DomainEvent(type, at, OwnerId, IdentityId, PassportId: Id, Reason: reason, Note: note, ByRegistry: byRegistry));
}
