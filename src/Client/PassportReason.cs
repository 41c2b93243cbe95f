using System.Text.Json;

namespace AiIdentity.Client;

/// <summary>Why a Passport is not accepted, in order of precedence; outside in snake_case. The first sixteen are the registry's own (<see cref="VerdictReason"/>).</summary>
public enum PassportReason
{
    /// <summary>Over 8,192 characters.</summary>
    TooLarge,
    /// <summary>No Passport in the one form that one can have.</summary>
    Malformed,
    /// <summary>Anything but <c>EdDSA</c> and <c>Ed25519</c>.</summary>
    UnsupportedAlgorithm,
    /// <summary>No key of the registry's, or no longer: offline, a compromised key is an unknown one.</summary>
    UnknownKey,
    BadSignature,
    /// <summary>Only the registry itself says so.</summary>
    KeyCompromised,
    WrongIssuer,
    WrongAudience,
    /// <summary>Issued or good from more than 60 s from now.</summary>
    NotYetValid,
    Expired,
    Revoked,
    /// <summary>Only the registry itself says so.</summary>
    IdentityUnknown,
    /// <summary>Only the registry itself says so; offline, its Passports are revoked.</summary>
    IdentityRevoked,
    IdentitySuspended,
    /// <summary>Only the registry itself says so.</summary>
    SurfaceSuspended,
    /// <summary>The Passport does not name the place where it was met.</summary>
    SurfaceMismatch,
    /// <summary>Offline only, in the place of <see cref="UnknownKey"/>: the keys at hand are older than the policy allows, or there are none.</summary>
    KeysUnknown,
    /// <summary>Offline only, in the place of <see cref="Revoked"/>: the status at hand is older than the policy allows, or there is none.</summary>
    StatusUnknown,
    /// <summary>By the policy: less is known about the identity than asked for.</summary>
    TierTooLow,
    /// <summary>By the policy: the Passport was issued too long ago.</summary>
    ProofTooOld,
}

public static class PassportReasons
{
    private static readonly string[] Words =
        [.. Enum.GetValues<PassportReason>().Select(reason => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()))];

    /// <summary>The word for a reason that the API, the command line and the documents use: <c>bad_signature</c>.</summary>
    public static string Word(this PassportReason reason) => Words[(int)reason];
}
