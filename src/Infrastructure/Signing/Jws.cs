using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiIdentity.Application.Passports;
using Jose;
using NSec.Cryptography;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>JWS compact (RFC 7515) with Ed25519 (RFC 8037), and with nothing else.</summary>
internal static class Jws
{
    public const string EdDsa = "EdDSA";
    /// <summary>The fully specified name (RFC 9864) of the same algorithm.</summary>
    public const string Ed25519 = "Ed25519";

    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Ed25519;
    private static readonly JwtSettings Settings = new JwtSettings { JsonMapper = new HeaderMapper() }.RegisterJws(EdDsa, new EdDsaAlgorithm());

    public static string Sign(byte[] payload, string type, string keyId, IPrivateKey key) =>
        JWT.EncodeBytes(payload, key, EdDsa, new Dictionary<string, object> { ["typ"] = type, ["kid"] = keyId }, Settings);

    /// <summary>Whether the last part signs the two before it. The form of the token, and what its header names, was judged before: nothing is read twice.</summary>
    public static bool Verify(string token, PublicKey key)
    {
        var end = token.LastIndexOf('.');
        Span<byte> signature = stackalloc byte[Algorithm.SignatureSize + 1];
        return System.Buffers.Text.Base64Url.TryDecodeFromChars(token.AsSpan(end + 1), signature, out var length) && length == Algorithm.SignatureSize
            && Algorithm.Verify(key, Encoding.ASCII.GetBytes(token, 0, end), signature[..length]);
    }

    // The cast pins the kind of key: nothing but this type signs.
    private sealed class EdDsaAlgorithm : IJwsAlgorithm
    {
        public byte[] Sign(byte[] securedInput, object key) => ((IPrivateKey)key).Sign(securedInput);

        public bool Verify(byte[] signature, byte[] securedInput, object key) => throw Reads();
    }

    /// <summary>The library's own mapper escapes the plus of <c>statuslist+jwt</c>.</summary>
    private sealed class HeaderMapper : IJsonMapper
    {
        private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public string Serialize(object obj) => JsonSerializer.Serialize(obj, Plain);

        public T Parse<T>(string json) => throw Reads();
    }

    private static NotSupportedException Reads() => new("Nothing is read through the library.");
}
