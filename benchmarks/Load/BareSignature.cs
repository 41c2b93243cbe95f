using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NSec.Cryptography;

namespace AiIdentity.Load;

/// <summary>The signature of the Passport in a <c>verify</c> request, by libsodium: nothing in the token is read or judged.</summary>
internal sealed class BareSignature(PublicKey key)
{
    public static BareSignature By(string jwks)
    {
        using var keys = JsonDocument.Parse(File.ReadAllBytes(jwks));
        var x = keys.RootElement.GetProperty("keys")[0].GetProperty("x").GetString()!;
        return new BareSignature(PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(x), KeyBlobFormat.RawPublicKey));
    }

    public async Task VerifyAsync(HttpRequest request)
    {
        // Asked without a Passport only whether it is up.
        if (request.ContentLength is not > 0) return;
        var body = new byte[(int)request.ContentLength.Value];
        await request.Body.ReadExactlyAsync(body);
        var token = body.AsSpan(body.AsSpan().IndexOf(":\""u8) + 2);
        token = token[..token.IndexOf((byte)'"')];
        var dot = token.LastIndexOf((byte)'.');
        if (!SignatureAlgorithm.Ed25519.Verify(key, token[..dot], Base64Url.DecodeFromUtf8(token[(dot + 1)..])))
            throw new InvalidOperationException("A good signature was refused.");
    }
}
