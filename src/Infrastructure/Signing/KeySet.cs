using System.Text.Json;
using System.Text.Json.Serialization;
using AiIdentity.Application.Passports;
using AiIdentity.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AiIdentity.Infrastructure.Signing;

/// <summary>JWKS, from the store each time: a key that is compromised leaves at once.</summary>
internal sealed class KeySet(RegistryDb db) : IKeySet
{
    public async Task<string> JwksAsync(DateTimeOffset now, CancellationToken ct)
    {
        var keys = await db.SigningKeys.AsNoTracking().OrderBy(k => k.Number).ToListAsync(ct);
        return JsonSerializer.Serialize(new Jwks([.. keys.Where(k => k.IsPublishedAt(now)).Select(k => new Jwk("OKP", "Ed25519", k.Id.ToString(), k.PublicKey, "sig", Jws.EdDsa))]));
    }

    private sealed record Jwks([property: JsonPropertyName("keys")] Jwk[] Keys);

    private sealed record Jwk(
        [property: JsonPropertyName("kty")] string Type,
        [property: JsonPropertyName("crv")] string Curve,
        [property: JsonPropertyName("kid")] string KeyId,
        [property: JsonPropertyName("x")] string X,
        [property: JsonPropertyName("use")] string Use,
        [property: JsonPropertyName("alg")] string Algorithm);
}
