using System.Text.Encodings.Web;
using System.Text.Json;
using AiIdentity.Application.Passports;
using Jose;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>JWS compact (RFC 7515) with Ed25519 (RFC 8037), and with nothing else: no other algorithm is even registered.</summary>
internal static class Jws
{
    public const string EdDsa = "EdDSA";
    /// <summary>The fully specified name (RFC 9864) of the same algorithm.</summary>
    public const string Ed25519 = "Ed25519";

    private static readonly JwtSettings Settings = OnlyEd25519();

    public static string Sign(byte[] payload, string type, string keyId, IPrivateKey key) =>
        JWT.EncodeBytes(payload, key, EdDsa, new Dictionary<string, object> { ["typ"] = type, ["kid"] = keyId }, Settings);

    /// <param name="algorithm">What the header names, judged before: the library holds it to that.</param>
    public static bool Verify(string token, string algorithm, PublicKey key)
    {
        try
        {
            JWT.DecodeBytes(token, key, algorithm, Settings);
            return true;
        }
        catch (JoseException)
        {
            return false;
        }
    }

    private static JwtSettings OnlyEd25519()
    {
        var settings = new JwtSettings { JsonMapper = new HeaderMapper() };
        foreach (var algorithm in Enum.GetValues<JwsAlgorithm>()) settings.DeregisterJws(algorithm);
        foreach (var algorithm in Enum.GetValues<JweAlgorithm>()) settings.DeregisterJwa(algorithm);
        foreach (var encryption in Enum.GetValues<JweEncryption>()) settings.DeregisterJwe(encryption);
        foreach (var compression in Enum.GetValues<JweCompression>()) settings.DeregisterCompression(compression);
        return settings.RegisterJws(EdDsa, new EdDsaAlgorithm()).RegisterJws(Ed25519, new EdDsaAlgorithm());
    }

    // The casts pin the kind of key: nothing but these two types signs or verifies.
    private sealed class EdDsaAlgorithm : IJwsAlgorithm
    {
        public byte[] Sign(byte[] securedInput, object key) => ((IPrivateKey)key).Sign(securedInput);

        public bool Verify(byte[] signature, byte[] securedInput, object key) =>
            SignatureAlgorithm.Ed25519.Verify((PublicKey)key, securedInput, signature);
    }

    /// <summary>The library's own mapper escapes the plus of <c>statuslist+jwt</c>, and reads more of a header than is needed.</summary>
    private sealed class HeaderMapper : IJsonMapper
    {
        private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public string Serialize(object obj) => JsonSerializer.Serialize(obj, Plain);

        public T Parse<T>(string json)
        {
            using var header = JsonDocument.Parse(json);
            var texts = header.RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind is JsonValueKind.String)
                .ToDictionary(member => member.Name, object (member) => member.Value.GetString()!, StringComparer.Ordinal);
            return (T)(object)texts;
        }
    }
}
