using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>Status lists, good ones and such as must be worth nothing.</summary>
internal static class StatusLists
{
    private const int Length = 131_072;
    private const string Type = "statuslist+jwt";

    /// <summary>Status list 0 as the registry signed it then.</summary>
    public static string At(DateTimeOffset issuedAt, TestKey? key = null) => Tokens.Sign(key ?? TestKeys.InUse, Tokens.Header(key ?? TestKeys.InUse, Type), Claims(issuedAt).ToJsonString());

    public static JsonObject File()
    {
        var key = TestKeys.InUse;
        return new JsonObject
        {
            ["about"] = "Status lists as JWTs, for a verifier whose keys are the set published. See README.md.",
            ["now"] = VectorFile.Time(World.Now),
            ["lists"] = new JsonArray(
                Good("current", "As the registry serves it.", At(World.Now.AddSeconds(-5))),
                Good("by the retired key", "Signed before the key retired; it is still published.", At(World.Now.AddSeconds(-30), TestKeys.Retired)),
                Good("an hour old", "Genuine; whether it is fresh enough is the verifier's policy.", At(World.Now.AddHours(-1))),
                Bad("another address", Sign(key, change: c => c["sub"] = World.ListUri[..^1] + "1")),
                Bad("no sub", Sign(key, change: c => c.Remove("sub"))),
                Bad("another registry", Sign(key, change: c => c["iss"] = "https://evil.example")),
                Bad("another type", Tokens.Sign(key, Tokens.Header(key), Claims(World.Now).ToJsonString())),
                Bad("a stranger's key", Sign(TestKeys.Stranger)),
                Bad("a compromised key", Sign(TestKeys.Compromised)),
                Bad("our kid, a stranger's signature", Tokens.Sign(TestKeys.Stranger, Tokens.Header(key, Type), Claims(World.Now).ToJsonString())),
                Bad("alg none", $"{Tokens.Encode($$"""{"alg":"none","typ":"{{Type}}","kid":"{{key.Id}}"}""")}.{Tokens.Encode(Claims(World.Now).ToJsonString())}."),
                Bad("a critical extension", Tokens.Sign(key, $$"""{"alg":"EdDSA","typ":"{{Type}}","kid":"{{key.Id}}","crit":["exp"]}""", Claims(World.Now).ToJsonString())),
                Bad("from the future", Sign(key, change: c => c["iat"] = World.Now.AddMinutes(2).ToUnixTimeSeconds())),
                Bad("expired", Sign(key, change: c => c["exp"] = World.Now.AddSeconds(-1).ToUnixTimeSeconds())),
                Bad("ttl zero", Sign(key, change: c => c["ttl"] = 0)),
                Bad("one bit a place", Sign(key, list: l => l["bits"] = 1)),
                Bad("no bits", Sign(key, list: l => l.Remove("bits"))),
                Bad("bits as a text", Sign(key, list: l => l["bits"] = "2")),
                Bad("not zlib", Sign(key, list: l => l["lst"] = Tokens.Encode(new byte[] { 1, 2, 3, 4 }))),
                Bad("padded base64url", Sign(key, list: l => l["lst"] = l["lst"]!.GetValue<string>() + "=")),
                Bad("longer than a list may be", Sign(key, list: l => l["lst"] = Tokens.Encode(ZlibRuns.Compress(new byte[4 * Length])))),
                Bad("empty", Sign(key, list: l => l["lst"] = Tokens.Encode(ZlibRuns.Compress([])))),
                Bad("a member twice", Tokens.Sign(key, Tokens.Header(key, Type), Claims(World.Now).ToJsonString().Replace("\"ttl\":30", "\"ttl\":30,\"ttl\":30", StringComparison.Ordinal)))),
        };
    }

    private static JsonObject Claims(DateTimeOffset issuedAt) => new()
    {
        ["sub"] = World.ListUri,
        ["iat"] = issuedAt.ToUnixTimeSeconds(),
        ["ttl"] = 30,
        ["status_list"] = new JsonObject { ["bits"] = 2, ["lst"] = Tokens.Encode(ZlibRuns.Compress(Places())) },
    };

    public static byte[] Places()
    {
        var bytes = new byte[Length / 4];
        foreach (var (index, status) in World.Marked) bytes[index / 4] |= (byte)(status << (index % 4 * 2));
        return bytes;
    }

    private static string Sign(TestKey key, Action<JsonObject>? change = null, Action<JsonObject>? list = null)
    {
        var claims = Claims(World.Now.AddSeconds(-5));
        change?.Invoke(claims);
        list?.Invoke(claims["status_list"]!.AsObject());
        return Tokens.Sign(key, Tokens.Header(key, Type), claims.ToJsonString());
    }

    private static JsonObject Good(string name, string means, string token) => new()
    {
        ["name"] = name,
        ["means"] = means,
        ["uri"] = World.ListUri,
        ["token"] = token,
        ["valid"] = true,
        ["places"] = new JsonArray([.. World.Marked.Append((0, 0)).Append((World.Good.Index, 0)).OrderBy(p => p.Item1)
            .Select(p => (JsonNode)new JsonObject { ["idx"] = p.Item1, ["status"] = p.Item2 })]),
    };

    private static JsonObject Bad(string name, string token) => new() { ["name"] = name, ["uri"] = World.ListUri, ["token"] = token, ["valid"] = false };
}
