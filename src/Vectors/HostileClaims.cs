using System.Text;

namespace AiIdentity.Vectors;

/// <summary>Payloads that no registry writes, signed in good order wherever that is what makes them dangerous.</summary>
internal static partial class Hostile
{
    private static IEnumerable<HostileToken> Duplicates()
    {
        foreach (var members in new[]
        {
            "\"alg\":\"EdDSA\"", "\"alg\":\"none\"", "\"\\u0061lg\":\"none\"", $"\"kid\":\"{TestKeys.Stranger.Id}\"", "\"k\\u0069d\":\"x\"", "\"typ\":\"JWT\"", "\"a\":1,\"a\":2", "\"x\":{\"a\":1,\"a\":1}", "\"x\":[{\"a\":1,\"\\u0061\":2}]",
        })
            yield return new($"in the header: {members}", Tokens.Sign(Key, WithMembers(members), Claims), "malformed");
        foreach (var members in new[]
        {
            "\"exp\":9999999999", "\"\\u0065xp\":9999999999", "\"sub\":\"aii_demo\"", "\"iss\":\"https://registry.example\"", "\"e\\u0078\\u0070\":1", "\"pad\":1,\"pad\":1", "\"x\":{\"y\":{\"a\":1,\"a\":2}}", "\"x\":[[{\"a\":1,\"\\u0061\":2}]]", "\"\":1,\"\":2",
            "\"status\":{}", "\"é\":1,\"\\u00e9\":2", "\"\\ud83d\\ude00\":1,\"\uD83D\uDE00\":2",
        })
            yield return new($"in the payload: {members}", Signed($"{Claims[..^1]},{members}}}"), "malformed");
        yield return new("in the payload, first: exp", Signed($"{{\"exp\":9999999999,{Claims[1..]}"), "malformed");
        yield return new("in status_list: idx", Signed(Claims.Replace("\"idx\":7", "\"idx\":7,\"idx\":8", StringComparison.Ordinal)), "malformed");
    }

    private static IEnumerable<HostileToken> Json()
    {
        foreach (var json in new[] { "", "{", "[]", "[{}]", "\"x\"", "1", "null", "true", "{}{}" }) yield return new($"payload {json}", Signed(json), "malformed");
        foreach (var (name, json) in new[]
        {
            ("a comma more", $"{Claims[..^1]},}}"), ("a comment", $"{Claims[..^1]}/* */}}"), ("a line comment", $"{Claims[..^1]}//\n}}"), ("something after it", $"{Claims}x"), ("a null byte after it", $"{Claims}\0"), ("single quotes", Claims.Replace('"', '\'')),
            ("names without quotes", Claims.Replace("\"iss\"", "iss", StringComparison.Ordinal)), ("NaN", $"{Claims[..^1]},\"x\":NaN}}"), ("Infinity", $"{Claims[..^1]},\"x\":-Infinity}}"), ("a leading zero", $"{Claims[..^1]},\"x\":01}}"),
            ("a plus sign", $"{Claims[..^1]},\"x\":+1}}"), ("hexadecimal", $"{Claims[..^1]},\"x\":0x10}}"), ("a dot without digits", $"{Claims[..^1]},\"x\":1.}}"), ("a line feed in a text", $"{Claims[..^1]},\"x\":\"\n\"}}"), ("a null byte in a text", $"{Claims[..^1]},\"x\":\"\0\"}}"),
            ("an unknown escape", $"{Claims[..^1]},\"x\":\"\\x41\"}}"), ("half an escape", $"{Claims[..^1]},\"x\":\"\\u00\"}}"), ("a form feed between", Claims.Replace(",\"sub\"", ",\f\"sub\"", StringComparison.Ordinal)), ("a no-break space between", Claims.Replace(",\"sub\"", ",\u00A0\"sub\"", StringComparison.Ordinal)),
            ("cut off", Claims[..^1]), ("cut off in a text", Claims[..20]), ("an array not closed", Claims.Replace("],", ",", StringComparison.Ordinal)), ("brackets that do not match", Claims.Replace("],", "},", StringComparison.Ordinal)),
            ("a name with half a surrogate pair", $"{Claims[..^1]},\"\\ud800\":1}}"),
        })
            yield return new(name, Signed(json), "malformed");
        yield return new("65 levels deep", Signed(Nested(World.Good, 64)), "malformed");
        yield return new("500 levels deep", Signed(Nested(World.Good, 500)), "malformed");
        yield return new("500 levels of objects", Signed($"{Claims[..^1]},\"x\":{string.Concat(Enumerable.Repeat("{\"x\":", 500))}1{new string('}', 501)}"), "malformed");
        yield return new("2,000 levels never closed", Signed(new string('[', 2000)), "malformed");
    }

    private static IEnumerable<HostileToken> Bytes()
    {
        byte[] Patched(params byte[] text) => [.. Encoding.UTF8.GetBytes($"{Claims[..^1]},\"x\":\""), .. text, .. "\"}"u8];
        foreach (var (name, bytes) in new (string, byte[])[]
        {
            ("not UTF-8", Patched(0xFF)), ("a lone continuation byte", Patched(0x80)), ("cut off within a character", Patched(0xE2, 0x82)), ("an overlong slash", Patched(0xC0, 0xAF)), ("an overlong null", Patched(0xC0, 0x80)),
            ("a surrogate in UTF-8", Patched(0xED, 0xA0, 0x80)), ("beyond Unicode", Patched(0xF4, 0x90, 0x80, 0x80)), ("Latin-1", Patched(0xE9)),
            ("a byte order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Claims)]), ("UTF-16", Encoding.Unicode.GetBytes(Claims)), ("UTF-16 with a byte order mark", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Claims)]),
            ("a name that is not UTF-8", [.. Encoding.UTF8.GetBytes($"{Claims[..^1]},\""), 0xFF, .. "\":1}"u8]), ("zeros", new byte[100]),
        })
            yield return new(name, SignedBytes(bytes), "malformed");
        yield return new("a byte order mark in the header", Tokens.SignParts(Key, Tokens.Encode([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Tokens.Header(Key))]), Payload), "malformed");
        yield return new("a header that is not UTF-8", Tokens.SignParts(Key, Tokens.Encode([.. Encoding.UTF8.GetBytes(WithMembers("\"x\":\"")[..^1]), 0xFF, .. "\"}"u8]), Payload), "malformed");
    }

    private static IEnumerable<HostileToken> WrongClaims()
    {
        foreach (var name in World.Good.Claims().Select(c => c.Key)) yield return new($"no {name}", Claim(name, null), "malformed");
        foreach (var name in new[] { "iat", "nbf", "exp" })
        {
            foreach (var time in new[] { "null", "\"1780000000\"", "1780000000.5", "1780000000.0", "178e7", "-1", "253402300800", "9223372036854775808", "99999999999999999999", "1e400", "-1e400", "true", "[1780000000]", "{}", "\"2026-06-01T00:00:00Z\"" })
                yield return new($"{name} {time}", Claim(name, time), "malformed");
        }

        foreach (var name in new[] { "iss", "sub", "aud", "jti", "tier", "operator", "key_id", "registry_url" })
        {
            foreach (var json in new[] { "null", "1", "[]", "{}" }) yield return new($"{name} {json}", Claim(name, json), "malformed");
        }

        foreach (var (name, json) in new[]
        {
            ("iss", "[\"https://registry.example\"]"), ("aud", "[\"verifier\"]"), ("aud", "[\"verifier\",\"operator\"]"), ("sub", "[\"aii_demo\"]"), ("sub", "\"\\ud800\""), ("operator", "\"\\udc00x\""), ("iss", "\"\\ud800\""), ("jti", "true"),
            ("tier", "\"gold\""), ("tier", "\"Identity_Verified\""), ("tier", "\"identity_verified \""), ("tier", "\"\""), ("tier", "3"), ("key_id", $"\"{TestKeys.Stranger.Id}\""), ("key_id", $"\"{Key.Id.ToLowerInvariant()}\""), ("key_id", "\"\""),
            ("surfaces", "\"wa:@acmesupport\""), ("surfaces", "null"), ("surfaces", "{}"), ("surfaces", "[1]"), ("surfaces", "[null]"), ("surfaces", "[[\"wa:@acmesupport\"]]"), ("surfaces", "[\"wa:@acmesupport\",{}]"), ("surfaces", "[\"\\ud800\"]"),
            ("capabilities", "null"), ("capabilities", "\"customer-support\""), ("capabilities", "[true]"),
            ("status", "null"), ("status", "\"x\""), ("status", "[]"), ("status", "{}"), ("status", "{\"status_list\":null}"), ("status", "{\"status_list\":[]}"), ("status", "{\"status_list\":{\"idx\":7}}"),
            ("status", "{\"status_list\":{\"uri\":\"https://registry.example/api/v1/status-lists/0\"}}"),
        })
            yield return new($"{name} {json}", Claim(name, json), "malformed");
        foreach (var idx in new[] { "-1", "\"7\"", "7.0", "7e0", "2147483648", "99999999999999999999", "null", "true" })
            yield return new($"idx {idx}", Claim("status", $"{{\"status_list\":{{\"idx\":{idx},\"uri\":\"{World.ListUri}\"}}}}"), "malformed");
        foreach (var uri in new[] { "null", "1", "[]", "\"\\ud800\"" })
            yield return new($"uri {uri}", Claim("status", $"{{\"status_list\":{{\"idx\":7,\"uri\":{uri}}}}}"), "malformed");
    }

    private static IEnumerable<HostileToken> WrongMeanings()
    {
        foreach (var iss in new[] { "https://registry.example/", "https://Registry.example", "http://registry.example", "https://registry.example.evil.example", "https://registry.example:443", "registry.example", "", "https://registry.example\\u0000", " https://registry.example", "https://r\\u0435gistry.example" })
            yield return new($"iss \"{iss}\"", Claim("iss", $"\"{iss}\""), "wrong_issuer");
        foreach (var aud in new[] { "Verifier", "verifier ", "verifiers", "", "verifier,operator", "*", "ver\\u0456fier" })
            yield return new($"aud \"{aud}\"", Claim("aud", $"\"{aud}\""), "wrong_audience");
        foreach (var (name, seconds) in new[] { ("iat", 61L), ("nbf", 61), ("iat", 86_400), ("nbf", 31_536_000) })
            yield return new($"{name} {seconds} s ahead", Claim(name, $"{World.Now.ToUnixTimeSeconds() + seconds}"), "not_yet_valid");
        yield return new("iat in the year 9999", Claim("iat", "253402300799"), "not_yet_valid");
        foreach (var exp in new[] { 0, 1, World.Now.ToUnixTimeSeconds() - 1, World.Now.ToUnixTimeSeconds() }) yield return new($"exp {exp}", Claim("exp", $"{exp}"), "expired");
        yield return new("exp minus zero", Claim("exp", "-0"), "expired");
        foreach (var uri in new[] { "https://evil.example/api/v1/status-lists/0", "https://registry.example.evil.example/api/v1/status-lists/0", "https://registry.example@evil.example/api/v1/status-lists/0", "http://registry.example/api/v1/status-lists/0", "//registry.example/api/v1/status-lists/0", "/api/v1/status-lists/0", "file:///etc/passwd", "" })
        {
            // Under a Passport's number that was never dealt, as whoever stole the key would write it.
            var token = Claim("status", $"{{\"status_list\":{{\"idx\":7,\"uri\":\"{uri}\"}}}}", "psp_01JVECT0RS0000000000000098");
            yield return new($"its own status list: {uri}", token, "status_unknown", "revoked");
        }
    }

    private static string Claim(string name, string json, string jti)
    {
        var claims = World.Good.Claims();
        (claims["jti"], claims[name]) = (jti, "\u0001");
        return Signed(claims.ToJsonString().Replace("\"\\u0001\"", json, StringComparison.Ordinal));
    }
}
