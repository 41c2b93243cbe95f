using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Application.Registry;

/// <summary>The public answer to "who stands behind this".</summary>
/// <param name="AsOf">When these bytes last changed.</param>
/// <param name="IsDemo">True for the reference identity; absent everywhere else.</param>
public sealed record PublicRecord(
    string Identity,
    string Name,
    IdentityStatus Status,
    Tier Tier,
    PublicOperator Operator,
    IReadOnlyList<string> Capabilities,
    IReadOnlyList<PublicSurface> Surfaces,
    PublicPassport? Passport,
    string RegistryUrl,
    DateTimeOffset AsOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? IsDemo = null);

/// <param name="Display">Null where the operator is anonymous.</param>
public sealed record PublicOperator(string? Display, bool Anonymous, bool Verified);

public sealed record PublicSurface(
    string Surface, string Method, DateTimeOffset VerifiedAt, DateTimeOffset LastCheckedAt, DateTimeOffset NextCheckDue, Freshness Freshness, JsonElement? Evidence);

public sealed record PublicPassport(string Id, string Token, string KeyId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
