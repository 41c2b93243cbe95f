namespace AiIdentity.Application.Passports;

/// <summary>Why a Passport is not good, in order of precedence; snake_case outside.</summary>
public enum VerdictReason
{
    TooLarge,
    Malformed,
    UnsupportedAlgorithm,
    UnknownKey,
    BadSignature,
    KeyCompromised,
    WrongIssuer,
    WrongAudience,
    NotYetValid,
    Expired,
    Revoked,
    IdentityUnknown,
    IdentityRevoked,
    IdentitySuspended,
    SurfaceSuspended,
    SurfaceMismatch,
}
