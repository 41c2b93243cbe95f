using Jose;
using NSec.Cryptography;
using AiIdentity.Application.Passports;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>EdDSA for jose-jwt over libsodium. Its settings know no other algorithm, so none can be confused with it.</summary>
internal sealed class Ed25519Jws : IJwsAlgorithm
{
    public const string EdDsa = "EdDSA";
    /// <summary>The same algorithm by its newer, fully specified name (RFC 9864).</summary>
    public const string Ed25519 = "Ed25519";

    public static readonly JwtSettings Settings = OnlyEd25519();

    public byte[] Sign(byte[] securedInput, object key) => ((IPrivateKey)key).Sign(securedInput);

    public bool Verify(byte[] signature, byte[] securedInput, object key) =>
        SignatureAlgorithm.Ed25519.Verify((PublicKey)key, securedInput, signature);

    private static JwtSettings OnlyEd25519()
    {
        var settings = new JwtSettings();
        foreach (var other in Enum.GetValues<JwsAlgorithm>()) settings.DeregisterJws(other);
        foreach (var other in Enum.GetValues<JweAlgorithm>()) settings.DeregisterJwa(other);
        foreach (var other in Enum.GetValues<JweEncryption>()) settings.DeregisterJwe(other);
        var ed25519 = new Ed25519Jws();
        return settings.RegisterJws(EdDsa, ed25519).RegisterJws(Ed25519, ed25519);
    }
}
