using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>What a registry, or what stands between, may publish in the place of its keys and status lists, and what a verifier makes of it.</summary>
internal static class Publications
{
    private const string KeysUri = $"{World.Issuer}/.well-known/jwks.json";
    private const string Elsewhere = "https://elsewhere.example";
    private static readonly TestKey Key = TestKeys.InUse;

    public static JsonObject File() => new()
    {
        ["about"] = "Answers in the place of keys and status lists, each with the verdict on a Passport that is good but for them. See README.md.",
        ["now"] = VectorFile.Time(World.Now),
        ["registry"] = World.Issuer,
        ["passport"] = World.Good.Token,
        ["answers"] = new JsonObject
        {
            [KeysUri] = Answer(Keys()),
            [World.ListUri] = Answer(List()),
            [$"{World.Issuer}/keys"] = Answer(Keys()),
            [$"{World.Issuer}/list"] = Answer(List()),
        },
        ["cases"] = new JsonArray([.. Cases().Select(one => (JsonNode)one)]),
    };

    private static IEnumerable<JsonObject> Cases()
    {
        yield return Case("as published", null);

        foreach (var status in new[] { 301, 302, 303, 307, 308 })
        {
            yield return Case($"keys redirected to another host, {status}", "keys_unknown", keys: Redirect(status, $"{Elsewhere}/keys"));
            yield return Case($"keys redirected on the same host, {status}", "keys_unknown", keys: Redirect(status, $"{World.Issuer}/keys"));
            yield return Case($"list redirected to another host, {status}", "status_unknown", list: Redirect(status, $"{Elsewhere}/list"));
            yield return Case($"list redirected on the same host, {status}", "status_unknown", list: Redirect(status, $"{World.Issuer}/list"));
        }

        foreach (var status in new[] { 204, 400, 404, 500, 503 })
        {
            yield return Case($"keys answered {status}", "keys_unknown", keys: Answer("", status));
            yield return Case($"list answered {status}", "status_unknown", list: Answer("", status));
        }

        foreach (var (name, jwk) in OddKeys())
        {
            yield return Case($"beside a good key: {name}", null, keys: Answer($$"""{"keys":[{{jwk}},{{Json(Key.Jwk)}}]}"""));
            yield return Case($"after a good key: {name}", null, keys: Answer($$"""{"keys":[{{Json(Key.Jwk)}},{{jwk}}]}"""));
            yield return Case($"alone: {name}", "keys_unknown", keys: Answer($$"""{"keys":[{{jwk}}]}"""));
        }

        foreach (var (name, change) in GoodKeys()) yield return Case($"a good key: {name}", null, keys: Answer($$"""{"keys":[{{Changed(change)}}]}"""));

        foreach (var (name, body) in new[]
        {
            ("nothing", ""), ("a page", "<html></html>"), ("an array", "[]"), ("no keys", "{}"), ("an empty set", """{"keys":[]}"""), ("keys as an object", """{"keys":{}}"""), ("keys null", """{"keys":null}"""),
            ("keys twice", $$"""{"keys":[{{Json(Key.Jwk)}}],"keys":[{{Json(Key.Jwk)}}]}"""), ("a member of a key twice", $$"""{"keys":[{{Json(Key.Jwk)[..^1]}},"kty":"OKP"}]}"""),
            ("a member of an odd key twice", $$"""{"keys":[{{Json(Key.Jwk)}},{"a":1,"\u0061":2}]}"""), ("a byte order mark", $$"""{{'\uFEFF'}}{"keys":[{{Json(Key.Jwk)}}]}"""),
            ("a comma too many", $$"""{"keys":[{{Json(Key.Jwk)}},]}"""), ("a comment", $$"""{"keys":[{{Json(Key.Jwk)}}]} // keys"""), ("cut off", $$"""{"keys":[{{Json(Key.Jwk)}}"""),
            ("one name for two keys", $$"""{"keys":[{{Json(Key.Jwk)}},{{Changed(k => k["x"] = TestKeys.Stranger.X)}}]}"""), ("one key twice", $$"""{"keys":[{{Json(Key.Jwk)}},{{Json(Key.Jwk)}}]}"""),
            ("too deep", $$"""{"keys":[{{Json(Key.Jwk)}}],"x":{{new string('[', 64)}}{{new string(']', 64)}}}"""),
        })
        {
            yield return Case($"key set: {name}", "keys_unknown", keys: Answer(body));
        }

        yield return Case("key set: a member that nobody knows", null, keys: Answer($$"""{"x":1,"keys":[{{Json(Key.Jwk)}}]}"""));
        yield return Case("key set: white space around", null, keys: Answer($$"""{{"\r\n\t"}} {"keys" : [ {{Json(Key.Jwk)}} ] } """));

        foreach (var (age, reason) in new (string, string?)[]
        {
            ("0", null), ("10", null), ("3600", null), ("3601", "keys_unknown"), ("2147483648", "keys_unknown"), ("99999999999999999999999", "keys_unknown"), (new string('9', 400), "keys_unknown"),
            ("-5", null), ("1.5", null), ("an hour", null), ("", null), ("0003600", null),
        })
        {
            yield return Case($"keys of the age \"{(age.Length > 40 ? "400 nines" : age)}\"", reason, keys: Answer(Keys(), headers: ("Age", age)));
        }

        yield return Case("a list of an absurd age on the way", null, list: Answer(List(), headers: ("Age", "99999999999999999999999")));
        foreach (var cache in new[] { "max-age=99999999999999999999999", "max-age=-1", "max-age=x", "no-store", "NO-CACHE, max-age=30", "max-age=\"30\"", "public,,max-age=30", "" })
            yield return Case($"Cache-Control: {cache}", null, keys: Answer(Keys(), headers: ("Cache-Control", cache)), list: Answer(List(), headers: ("Cache-Control", cache)));

        var zlib = ZlibRuns.Compress(StatusLists.Places());
        foreach (var cut in new[] { 1, 2, 3, 4, 5, zlib.Length / 2, zlib.Length - 3, zlib.Length - 2 })
            yield return Case($"zlib without its last {cut} bytes", "status_unknown", list: Answer(List(zlib[..^cut])));
        yield return Case("zlib with another checksum", "status_unknown", list: Answer(List([.. zlib[..^1], (byte)(zlib[^1] ^ 1)])));
        yield return Case("zlib with a byte after its end", "status_unknown", list: Answer(List([.. zlib, 0])));
        yield return Case("two zlib streams", "status_unknown", list: Answer(List([.. zlib, .. ZlibRuns.Compress([0])])));
        yield return Case("zlib of nothing", "status_unknown", list: Answer(List(ZlibRuns.Compress([]))));
        yield return Case("zlib of one byte too many", "status_unknown", list: Answer(List(ZlibRuns.Compress(new byte[32_769]))));
        yield return Case("zlib of a shorter list", null, list: Answer(List(ZlibRuns.Compress(StatusLists.Places().AsSpan(0, 1000)))));
        yield return Case("zlib of a list that ends before the place", "status_unknown", list: Answer(List(ZlibRuns.Compress([0]))));
        yield return Case("a list with a line's end", "status_unknown", list: Answer(List() + "\n"));
        yield return Case("an empty list", "status_unknown", list: Answer(""));
        yield return Case("a list 61 s from now", "status_unknown", list: Answer(List(change: c => c["iat"] = World.Now.AddSeconds(61).ToUnixTimeSeconds())));
        yield return Case("a list 60 s from now", null, list: Answer(List(change: c => c["iat"] = World.Now.AddSeconds(60).ToUnixTimeSeconds())));
        yield return Case("a list an hour old", null, list: Answer(List(change: c => c["iat"] = World.Now.AddHours(-1).ToUnixTimeSeconds())));
        yield return Case("a list older than an hour", "status_unknown", list: Answer(List(change: c => c["iat"] = World.Now.AddSeconds(-3601).ToUnixTimeSeconds())));
        yield return Case("a list that names its issuer", null, list: Answer(List(change: c => c["iss"] = World.Issuer)));
        yield return Case("a list that names its issuer HTTPS://", null, list: Answer(List(change: c => c["iss"] = "HTTPS://registry.example")));
        yield return Case("a list that names another issuer", "status_unknown", list: Answer(List(change: c => c["iss"] = Elsewhere)));
        yield return Case("a list whose issuer is a number", "status_unknown", list: Answer(List(change: c => c["iss"] = 1)));

        foreach (var registry in new[] { "HTTPS://registry.example", "https://Registry.Example", "https://registry.example:443", "https://registry.example/", "https://REGISTRY.example:443//" })
            yield return Case($"the registry written {registry}", null, registry: registry);
        yield return Case("a Passport of HTTPS://registry.example", null, passport: Signed(c => c["iss"] = "HTTPS://registry.example"));
        yield return Case("a Passport of http://registry.example", "wrong_issuer", passport: Signed(c => c["iss"] = "http://registry.example"));
        yield return Case("a registry given in capitals, and its Passport so", null, registry: "https://Registry.example", passport: Signed(c => c["iss"] = "https://Registry.example"));
        yield return Case("a list named HTTPS://", null, list: Answer(List(change: c => c["sub"] = "HTTPS" + World.ListUri[5..])), passport: Signed(c => c["status"]!["status_list"]!["uri"] = "HTTPS" + World.ListUri[5..]));
        foreach (var uri in new[] { $"{Elsewhere}/list", "https://registry.example.elsewhere.example/list", $"{World.Issuer}@elsewhere.example/list", $"{World.Issuer}:8443/list", "http://registry.example/list", "/api/v1/status-lists/0", "", World.Issuer, $"{World.Issuer}/" })
            yield return Case($"a Passport whose list is at \"{uri}\"", "status_unknown", passport: Signed(c => c["status"]!["status_list"]!["uri"] = uri));
    }

    private static IEnumerable<(string Name, string Jwk)> OddKeys()
    {
        yield return ("null", "null");
        yield return ("a number", "1");
        yield return ("a text", "\"k\"");
        yield return ("an array", "[]");
        yield return ("an empty object", "{}");
        yield return ("RSA", """{"kty":"RSA","n":"AA","e":"AQAB","kid":"k_rsa"}""");
        foreach (var member in new[] { "kty", "crv", "kid", "x" })
        {
            foreach (var json in new[] { "null", "1", "[]", "{}", "\"\"", "\"\\ud800\"" })
                yield return ($"{member} {json}", Changed(k => (k["kid"], k[member]) = (member == "kid" ? null : "k_odd", null)).Replace($"\"{member}\":null", $"\"{member}\":{json}", StringComparison.Ordinal));
            yield return ($"no {member}", Changed(k =>
            {
                k["kid"] = "k_odd";
                k.Remove(member);
            }));
        }

        foreach (var (member, value) in new[] { ("use", "enc"), ("use", ""), ("alg", "ES256"), ("alg", "eddsa"), ("crv", "Ed448"), ("crv", "X25519"), ("x", "AA"), ("x", TestKeys.Announced.X + "="), ("x", TestKeys.Announced.X + "A"), ("x", new string('!', 43)) })
            yield return ($"{member} \"{value}\"", Changed(k => (k["kid"], k[member]) = ("k_odd", value)));
        // 43 characters hold 258 bits: two to spare, which are zero in the one way to write a key.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var x = TestKeys.Announced.X;
        yield return ("x with spare bits", Changed(k => (k["kid"], k["x"]) = ("k_odd", $"{x[..^1]}{alphabet[alphabet.IndexOf(x[^1], StringComparison.Ordinal) + 1]}")));
        foreach (var member in new[] { "use", "alg" })
            foreach (var json in new[] { "1", "[]", "{}", "\"\\ud800\"" }) yield return ($"{member} {json}", Changed(k => (k["kid"], k[member]) = ("k_odd", null)).Replace($"\"{member}\":null", $"\"{member}\":{json}", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, Action<JsonObject> Change)> GoodKeys()
    {
        yield return ("alg Ed25519", k => k["alg"] = "Ed25519");
        yield return ("no alg", k => k.Remove("alg"));
        yield return ("alg null", k => k["alg"] = null);
        yield return ("no use", k => k.Remove("use"));
        yield return ("use null", k => k["use"] = null);
        yield return ("members that nobody knows", k => k["nbf"] = 1);
    }

    private static string Json(JsonObject jwk) => jwk.ToJsonString();

    private static string Changed(Action<JsonObject> change)
    {
        var jwk = Key.Jwk;
        change(jwk);
        return jwk.ToJsonString();
    }

    private static string Keys() => $$"""{"keys":[{{Json(Key.Jwk)}}]}""";

    private static string List(byte[]? zlib = null, Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["sub"] = World.ListUri,
            ["iat"] = World.Now.AddSeconds(-5).ToUnixTimeSeconds(),
            ["ttl"] = 30,
            ["status_list"] = new JsonObject { ["bits"] = 2, ["lst"] = Tokens.Encode(zlib ?? ZlibRuns.Compress(StatusLists.Places())) },
        };
        change?.Invoke(claims);
        return Tokens.Sign(Key, Tokens.Header(Key, "statuslist+jwt"), claims.ToJsonString());
    }

    private static string Signed(Action<JsonObject> change)
    {
        var claims = World.Good.Claims();
        change(claims);
        return Tokens.Sign(Key, claims);
    }

    private static JsonObject Answer(string body, int status = 200, params (string Name, string Value)[] headers) => new()
    {
        ["status"] = status,
        ["headers"] = new JsonObject(headers.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)header.Value))),
        ["body"] = body,
    };

    private static JsonObject Redirect(int status, string to) => Answer("", status, ("Location", to));

    // Only what differs from the file's own registry, Passport and answers.
    private static JsonObject Case(string name, string? reason, JsonObject? keys = null, JsonObject? list = null, string? registry = null, string? passport = null)
    {
        var one = new JsonObject { ["name"] = name };
        if (registry is not null) one["registry"] = registry;
        if (passport is not null) one["passport"] = passport;
        if (keys is not null || list is not null) one["answers"] = new JsonObject(new[] { (Uri: KeysUri, Answer: keys), (Uri: World.ListUri, Answer: list) }
            .Where(answer => answer.Answer is not null).Select(answer => KeyValuePair.Create(answer.Uri, (JsonNode?)answer.Answer)));
        one["reason"] = reason;
        return one;
    }
}
