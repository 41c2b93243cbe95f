using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NSec.Cryptography;

namespace AiIdentity.Client.Offline;

/// <summary>The registry's public keys (RFC 7517, OKP/Ed25519 of RFC 8037) as JWKS had them.</summary>
internal sealed class KeySet
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly (byte[] KeyId, PublicKey Key)[] _keys;

    private KeySet((byte[] KeyId, PublicKey Key)[] keys) => _keys = keys;

    /// <param name="keyId">In UTF-8.</param>
    public PublicKey? Find(ReadOnlySpan<byte> keyId)
    {
        // A handful: the one in use, the announced one, and retired ones until their last Passport has expired.
        foreach (var (id, key) in _keys)
            if (keyId.SequenceEqual(id)) return key;
        return null;
    }

    /// <summary>Null for what is broken or has one name twice, and for a set without a key that can be used; what is none is passed over.</summary>
    public static KeySet? Parse(ReadOnlyMemory<byte> jwks)
    {
        if (!Utf8.IsValid(jwks.Span)) return null;
        try
        {
            using var document = JsonDocument.Parse(jwks, Strict);
            var keys = new List<(byte[] KeyId, PublicKey Key)>();
            foreach (var jwk in document.RootElement.GetProperty("keys").EnumerateArray())
            {
                if (Read(jwk) is not { } key) continue;
                if (keys.Exists(other => other.KeyId.AsSpan().SequenceEqual(key.KeyId))) return null;
                keys.Add(key);
            }

            return keys.Count == 0 ? null : new KeySet([.. keys]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // InvalidOperation: members of another type than they must be.
            return null;
        }
    }

    private static (byte[] KeyId, PublicKey Key)? Read(JsonElement jwk)
    {
        if (jwk.ValueKind is not JsonValueKind.Object || Text(jwk, "kty") is not "OKP" || Text(jwk, "crv") is not "Ed25519") return null;
        if (Text(jwk, "use", "sig") is not "sig" || Text(jwk, "alg", "EdDSA") is not ("EdDSA" or "Ed25519")) return null;
        if (Text(jwk, "kid") is not { Length: > 0 } keyId || Text(jwk, "x") is not { Length: 43 } x || !TokenForm.IsCanonical(x)) return null;
        return PublicKey.TryImport(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(x), KeyBlobFormat.RawPublicKey, out var key) && key is not null
            ? (Encoding.UTF8.GetBytes(keyId), key)
            : null;
    }

    /// <summary>Null for a member of another type, and for half a surrogate pair.</summary>
    /// <param name="absent">What it is where the member is not there or null.</param>
    private static string? Text(JsonElement jwk, string name, string? absent = null)
    {
        if (!jwk.TryGetProperty(name, out var member) || member.ValueKind is JsonValueKind.Null) return absent;
        try
        {
            return member.ValueKind is JsonValueKind.String ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
