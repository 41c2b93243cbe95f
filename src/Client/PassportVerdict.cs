using System.Diagnostics.CodeAnalysis;

namespace AiIdentity.Client;

/// <summary>
/// What an offline verifier says about a Passport. As in the registry's own verdict, nothing of the token is repeated before its signature
/// is known to be good; from there on tier, operator and surfaces are the token's.
/// </summary>
public sealed record PassportVerdict
{
    /// <summary>Whether the Passport is genuine, still good, and all that the policy asks for.</summary>
    [MemberNotNullWhen(true, nameof(Identity), nameof(PassportId), nameof(KeyId), nameof(Tier), nameof(Operator))]
    [MemberNotNullWhen(true, nameof(Surfaces), nameof(Capabilities), nameof(IssuedAt), nameof(ExpiresAt), nameof(RegistryUrl), nameof(KeysAge), nameof(StatusAge))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool Valid => Reason is null;

    /// <summary>Why not; null where it is valid.</summary>
    public PassportReason? Reason { get; init; }

    /// <summary>What stands in the way of <see cref="PassportReason.KeysUnknown"/> and <see cref="PassportReason.StatusUnknown"/>, in words for whoever runs the verifier; else null.</summary>
    public string? Cause { get; init; }

    /// <summary><c>aii_…</c>: the identity that the registry holds.</summary>
    public string? Identity { get; init; }

    /// <summary><c>psp_…</c></summary>
    public string? PassportId { get; init; }

    /// <summary><c>k_…</c>: the key that signed.</summary>
    public string? KeyId { get; init; }

    /// <summary>How much was known about the identity when the Passport was issued.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Who stands behind the identity; its display is null where they are anonymous.</summary>
    public PublicOperator? Operator { get; init; }

    /// <summary>Canonical addresses of the places that were proved when the Passport was issued.</summary>
    public IReadOnlyList<string>? Surfaces { get; init; }

    /// <summary>What the operator says that the agent does.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Whether the Passport names the policy's surface; null where none was asked for.</summary>
    public bool? SurfaceMatch { get; init; }

    /// <summary>UTC, whole seconds.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>UTC, whole seconds; from then on it is expired.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The registry's page about the identity.</summary>
    public string? RegistryUrl { get; init; }

    /// <summary>True for <c>aii_demo</c>, the registry's reference identity, which stands for nobody.</summary>
    public bool IsDemo => Identity == "aii_demo";

    /// <summary>When this was judged.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>How old the registry's keys were then; null where none were needed or known.</summary>
    public TimeSpan? KeysAge { get; init; }

    /// <summary>How old the registry's word about revocations was then; null where it was not needed or known.</summary>
    public TimeSpan? StatusAge { get; init; }

    /// <summary>The older of the two: how long ago something may have changed that this verdict does not know of.</summary>
    public TimeSpan? KnowledgeAge => StatusAge is null || KeysAge > StatusAge ? KeysAge : StatusAge;
}
