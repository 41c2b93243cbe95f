using AiIdentity.Domain.Identities;
using AiIdentity.Domain.Passports;

namespace AiIdentity.Application.Passports;

/// <summary>What a Passport says, before it is signed and after it is read.</summary>
/// <param name="Issuer">The registry's public base URL.</param>
/// <param name="Operator"><c>anon</c>, or the display name.</param>
/// <param name="Surfaces">Canonical addresses of public bindings.</param>
/// <param name="StatusIndex">The Passport's place in the status list.</param>
/// <param name="StatusUri">The status list's URL.</param>
public sealed record PassportClaims(
    string Issuer,
    string Subject,
    string Audience,
    DateTimeOffset IssuedAt,
    DateTimeOffset NotBefore,
    DateTimeOffset ExpiresAt,
    string Id,
    Tier Tier,
    string Operator,
    IReadOnlyList<string> Surfaces,
    IReadOnlyList<string> Capabilities,
    string KeyId,
    string RegistryUrl,
    int StatusIndex,
    string StatusUri)
{
    public override string ToString() => $"Passport {Id}";
}

/// <summary>Signs with the registry's key in use (Ed25519, JWS compact, <c>alg: EdDSA</c>).</summary>
public interface IPassportSigner
{
    /// <summary>The key that signs at <paramref name="now"/>; made on first need.</summary>
    Task<SigningKeyId> KeyInUseAsync(DateTimeOffset now, CancellationToken ct);

    /// <summary>Signs a Passport with the key that its claims name.</summary>
    Task<string> SignAsync(PassportClaims claims, CancellationToken ct);

    /// <summary>Signs a status list (<c>typ: statuslist+jwt</c>) of bytes that are already compressed, with the key in use.</summary>
    Task<string> SignStatusListAsync(string uri, ReadOnlyMemory<byte> zlib, TimeSpan ttl, DateTimeOffset now, CancellationToken ct);
}

/// <summary>What reading a token gave: its claims under a good signature by a key of ours, or why not, in the verdict's own words.</summary>
public abstract record TokenReading
{
    private TokenReading()
    {
    }

    public sealed record Good(PassportClaims Claims) : TokenReading;

    /// <param name="Reason">From <c>too_large</c> to <c>key_compromised</c>.</param>
    public sealed record Bad(VerdictReason Reason) : TokenReading;
}

/// <summary>Reads tokens from anywhere; only form, algorithm, key and signature are judged here.</summary>
public interface ITokenReader
{
    Task<TokenReading> ReadAsync(string token, CancellationToken ct);
}

/// <summary>The registry's public keys as they stand in JWKS at an instant.</summary>
public interface IKeySet
{
    /// <summary>JWKS JSON (RFC 7517): active, announced, and retired keys until the last expiry they signed.</summary>
    Task<string> JwksAsync(DateTimeOffset now, CancellationToken ct);
}
