using AiIdentity.Domain.Shared;

namespace AiIdentity.Domain.Identities;

public static class IdentityErrors
{
    public static readonly DomainError Unknown = new("identity_unknown", ErrorKind.NotFound,
        "There is no identity with that id, or it is not yours.");

    public static readonly DomainError Suspended = new("identity_suspended", ErrorKind.Conflict,
        "The registry has suspended this identity. It can be read and changed, but nothing can be proved or issued until it is reinstated.");

    public static readonly DomainError Revoked = new("identity_revoked", ErrorKind.Conflict,
        "This identity is revoked, and that is final. Create a new one.");

    public static readonly DomainError QuotaExceeded = new("identity_quota_exceeded", ErrorKind.PaymentRequired,
        "Your plan holds no further identity. Revoke one that you no longer need, or ask the registry for a larger plan.");

    public static readonly DomainError AttestationUnknown = new("attestation_unknown", ErrorKind.NotFound,
        "This identity has no standing attestation with that id.");
}
