using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NSec.Cryptography;

namespace AiIdentity.Vectors;

/// <summary>A key pair whose private half is public: for tests only.</summary>
internal sealed class TestKey
{
    private readonly byte[] _seed;
    private readonly Key _key;

    public TestKey(string name, string id, string means)
    {
        (Name, Id, Means) = (name, id, means);
        _seed = SHA256.HashData(Encoding.UTF8.GetBytes($"AiIdentity test vectors, {name}"));
        _key = Key.Import(SignatureAlgorithm.Ed25519, _seed, KeyBlobFormat.RawPrivateKey);
    }

    public string Name { get; }
    public string Id { get; }
    public string Means { get; }
    public byte[] PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    public string X => Base64Url.EncodeToString(PublicKey);
    public string D => Base64Url.EncodeToString(_seed);

    public JsonObject Jwk => new() { ["kty"] = "OKP", ["crv"] = "Ed25519", ["kid"] = Id, ["x"] = X, ["use"] = "sig", ["alg"] = "EdDSA" };

    public byte[] Sign(byte[] message) => SignatureAlgorithm.Ed25519.Sign(_key, message);
}

/// <summary>The keys of the vectors' registry, and one that is not its own.</summary>
internal static class TestKeys
{
    public static readonly TestKey InUse = new("in_use", "k_01JVECT0RS00000000000000K3", "signs now");
    public static readonly TestKey Announced = new("announced", "k_01JVECT0RS00000000000000K4", "published before its first use");
    public static readonly TestKey Retired = new("retired", "k_01JVECT0RS00000000000000K2", "signs no more; published until the last Passport that it signed has expired");
    public static readonly TestKey Spent = new("spent", "k_01JVECT0RS00000000000000K1", "retired, and its last Passport has expired: no longer published");
    public static readonly TestKey Compromised = new("compromised", "k_01JVECT0RS00000000000000K0", "in other hands: not published, and nothing that it signed is believed");
    public static readonly TestKey Stranger = new("stranger", "k_01JVECT0RS00000000000000K9", "an attacker's own; the registry has never heard of it");

    private static readonly TestKey[] All = [Compromised, Spent, Retired, InUse, Announced, Stranger];

    public static JsonObject File() => new()
    {
        ["about"] = "TEST KEYS. The private halves are public: never use them outside tests. See README.md.",
        ["keys"] = new JsonArray([.. All.Select(key => (JsonNode)new JsonObject
        {
            ["name"] = key.Name,
            ["means"] = key.Means,
            ["jwk"] = key.Jwk,
            ["test_only_private_d"] = key.D,
        })]),
        ["sets"] = new JsonObject
        {
            ["published"] = Set(Retired, InUse, Announced),
        },
    };

    private static JsonObject Set(params TestKey[] keys) => new() { ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.Jwk)]) };
}
