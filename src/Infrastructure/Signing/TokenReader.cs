using System.Buffers;
using Base64Url = System.Buffers.Text.Base64Url;
using System.Text;
using System.Text.Json;
using AiIdentity.Application.Passports;
using AiIdentity.Domain.Passports;
using AiIdentity.Domain.Shared;
using Jose;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>Reads tokens strictly: one spelling of base64url, no member twice, no header that asks for more than we know.</summary>
internal sealed class TokenReader(KeyRing keys) : ITokenReader
{
    private const int MaxLength = 8192;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public async Task<TokenReading> ReadAsync(string token, CancellationToken ct)
    {
        if (token.Length > MaxLength) return Bad(VerdictReason.TooLarge);
        if (token.Split('.') is not [var headerPart, var payloadPart, var signaturePart]
            || Decode(headerPart) is not { } headerBytes || Decode(payloadPart) is not { } payload || Decode(signaturePart) is not { } signature
            || !IsObject(payload)
            || Header.Read(headerBytes) is not { } header)
        {
            return Bad(VerdictReason.Malformed);
        }

        if (header.Algorithm is not (Ed25519Jws.EdDsa or Ed25519Jws.Ed25519)) return Bad(VerdictReason.UnsupportedAlgorithm);
        if (!Id.TryParse<SigningKeyId>(header.KeyId, out var id) || await keys.FindAsync(id, ct) is not { } key) return Bad(VerdictReason.UnknownKey);
        if (signature.Length != 64 || !Verifies(token, header.Algorithm, key)) return Bad(VerdictReason.BadSignature);
        if (key.Compromised) return Bad(VerdictReason.KeyCompromised);
        return PassportWire.Read(payload) is { } claims && claims.KeyId == header.KeyId ? new TokenReading.Good(claims) : Bad(VerdictReason.Malformed);
    }

    private static TokenReading.Bad Bad(VerdictReason reason) => new(reason);

    private static bool Verifies(string token, string algorithm, KeyRing.Known key)
    {
        try
        {
            JWT.DecodeBytes(token, key.PublicKey, algorithm, Ed25519Jws.Settings);
            return true;
        }
        catch (Exception e) when (e is JoseException or FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    // The decoder alone would take padding and stray trailing bits: two spellings of one token.
    private static byte[]? Decode(string part)
    {
        if (part.Length == 0 || part.AsSpan().ContainsAnyExcept(Alphabet)) return null;
        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            return Base64Url.EncodeToString(bytes) == part ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static bool IsObject(byte[] json)
    {
        try
        {
            Utf8.GetCharCount(json);
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    private sealed record Header(string Algorithm, string? KeyId)
    {
        /// <returns>Null where it is no header of a Passport; jku, x5u, jwk and the like are ignored, crit is not.</returns>
        public static Header? Read(byte[] json)
        {
            try
            {
                Utf8.GetCharCount(json);
                using var document = JsonDocument.Parse(json, Strict);
                var root = document.RootElement;
                if (root.ValueKind is not JsonValueKind.Object || root.TryGetProperty("crit", out _)) return null;
                if (Text(root, "alg") is not { } algorithm || Text(root, "typ") != "JWT") return null;
                if (root.TryGetProperty("kid", out var kid) && kid.ValueKind is not JsonValueKind.String) return null;
                return new Header(algorithm, Text(root, "kid"));
            }
            catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
            {
                return null;
            }
        }

        private static string? Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
    }
}
