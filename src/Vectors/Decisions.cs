using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>The decision table: what is asked, what is known, and what has to come of it, online and offline.</summary>
internal static class Decisions
{
    private const int Hour = 3600;

    private static DateTimeOffset Now => World.Now;

    public static JsonObject File() => new()
    {
        ["about"] = "One decision table for every verifier. See README.md.",
        ["issuer"] = World.Issuer,
        ["cases"] = new JsonArray([.. Cases()]),
    };

    private static IEnumerable<JsonObject> Cases() => [.. Genuine(), .. Places(), .. Times(), .. Endings(), .. Claims(), .. Policies(), .. Ages()];

    private static IEnumerable<JsonObject> Genuine()
    {
        yield return Same("good", "Genuine, in its time, not revoked.", World.Good);
        yield return Same("signed by a retired key", "A key is published until the last Passport that it signed has expired.", World.ByRetired);
        yield return Same("anonymous operator", "anon is nobody's display name.", World.OfNameless);
        yield return Same("verified business", "Its operator is verified too.", World.OfBank);
        yield return Same("the reference identity", "aii_demo is flagged, and stands for nobody.", World.OfDemo);
        yield return Same("text beyond ASCII", "Claims are UTF-8.", World.OfMoved);
        yield return Same("alg by its fully specified name", "RFC 9864's Ed25519 is the same algorithm.", World.Good,
            token: Tokens.Sign(TestKeys.InUse, Tokens.Header(TestKeys.InUse).Replace("EdDSA", "Ed25519", StringComparison.Ordinal), World.Good.Claims().ToJsonString()));
        yield return Same("members that nobody knows", "A header's jku and jwk are passed over, claims of a later version too.", World.Good,
            token: Tokens.Sign(TestKeys.InUse,
                $$"""{"jku":"https://evil.example/jwks.json","jwk":{{TestKeys.Stranger.Jwk.ToJsonString()}},"alg":"EdDSA","typ":"JWT","kid":"{{TestKeys.InUse.Id}}"}""",
                With(World.Good, c => (c["later"], c["nested"]) = (1, new JsonObject { ["a"] = new JsonArray(1, 2.5, true, null) })).ToJsonString()));
        yield return Same("as deep as JSON may be", "64 levels are read, 65 are malformed.", World.Good,
            token: Tokens.Sign(TestKeys.InUse, Tokens.Header(TestKeys.InUse), Hostile.Nested(World.Good, 63)));
        yield return Same("written otherwise", "JSON may have spaces, escapes and another order.", World.Good,
            token: Tokens.Sign(TestKeys.InUse, $$"""{ "kid" : "{{TestKeys.InUse.Id}}", "typ" : "\u004aWT", "alg" : "Ed\u0044SA" }""",
                World.Good.Claims().ToJsonString().Replace("verifier", "\\u0076erifier", StringComparison.Ordinal).Replace(",", " ,\n\t", StringComparison.Ordinal)));
    }

    private static IEnumerable<JsonObject> Places()
    {
        yield return Same("met where it belongs, by number", "", World.Good, met: "wa:+447700900123", match: true);
        yield return Same("met where it belongs, by username", "Scheme and username in any ASCII case.", World.Good, met: "WA:@AcmeSupport", match: true);
        yield return Same("met elsewhere", "A Passport can be copied: it is good for the places that it names.", World.Good, "surface_mismatch", met: "wa:@acme.support", match: false);
        yield return Same("met at a number that looks alike", "", World.Good, "surface_mismatch", met: "wa:+447700900124", match: false);
        yield return Same("a Passport that names no place", "", World.OfDemo, "surface_mismatch", met: "wa:@acmesupport", match: false);
        yield return Same("Brazil's ninth digit", "One subscriber, with and without it.", World.OfBank, met: "wa:+551187654321", match: true);
        yield return Same("Mexico's old 1", "One subscriber, with and without it.", World.OfBank, met: "wa:+525512345678", match: true);
        yield return Same("Argentina's 9", "Two different subscribers: never equated.", World.OfBank, "surface_mismatch", met: "wa:+541123456789", match: false);
        yield return Case("met at a place that is suspended", "A reading contradicts the binding. Offline nobody knows.", World.OfMoved, met: "wa:@moved_away",
            online: Verdict(World.OfMoved, "surface_suspended", false), offline: Verdict(World.OfMoved, null, true));
        yield return Same("the other place of the same identity", "A surface's suspension matters only to who asks about it.", World.OfMoved, met: "wa:@stayed_here", match: true);
    }

    private static IEnumerable<JsonObject> Times()
    {
        var (from, to) = (World.Good.IssuedAt, World.Good.ExpiresAt);
        yield return Same("issued in a minute", "60 s of clock skew for iat and nbf.", World.Good, now: from.AddSeconds(-60));
        yield return Same("issued in 61 seconds", "", World.Good, "not_yet_valid", now: from.AddSeconds(-61));
        yield return Same("its first second", "", World.Good, now: from);
        yield return Same("its last second", "", World.Good, now: to.AddSeconds(-1));
        yield return Same("the second of its end", "No skew for exp.", World.Good, "expired", now: to);
        yield return Same("long over", "", World.OfUnproved, "expired");
        yield return Same("good only later", "nbf counts, not iat alone.", World.Good, "not_yet_valid",
            token: Tokens.Sign(TestKeys.InUse, With(World.Good, c => c["nbf"] = Now.AddSeconds(61).ToUnixTimeSeconds())));
        yield return Case("the key's end", "Once its last Passport has expired a key leaves JWKS: online it is still known.", World.BySpent,
            online: Verdict(World.BySpent, "expired"), offline: Unread("unknown_key"));
    }

    private static IEnumerable<JsonObject> Endings()
    {
        yield return Same("revoked", "", World.Withdrawn, "revoked");
        yield return Same("of a suspended identity", "", World.OfSuspended, "identity_suspended");
        yield return Case("of a revoked identity", "All its Passports are revoked with it.", World.OfRevoked,
            online: Verdict(World.OfRevoked, "revoked", tier: "issued", surfaces: []), offline: Verdict(World.OfRevoked, "revoked"));
        yield return Case("signed by a compromised key", "The key left JWKS: offline it is an unknown one.", World.ByCompromised,
            online: Unread("key_compromised"), offline: Unread("unknown_key"));
        yield return Case("never issued", "Only whoever has the key can write it; the registry knows what it issued, a verifier offline does not.", World.NeverIssued,
            online: Unread("revoked"), offline: Verdict(World.NeverIssued, null));
        yield return Same("signed by a stranger", "", World.Good, "unknown_key", read: false, token: Tokens.Sign(TestKeys.Stranger, World.Good.Claims()));
        yield return Same("signed by a stranger under our key's name", "", World.Good, "bad_signature", read: false,
            token: Tokens.Sign(TestKeys.Stranger, Tokens.Header(TestKeys.InUse), World.Good.Claims().ToJsonString()));
    }

    private static IEnumerable<JsonObject> Claims()
    {
        string Signed(Passport passport, Action<JsonObject> change) => Tokens.Sign(passport.Key, With(passport, change));
        yield return Same("another registry's", "", World.Good, "wrong_issuer", token: Signed(World.Good, c => c["iss"] = "https://other.example"));
        yield return Same("for somebody else", "", World.Good, "wrong_audience", token: Signed(World.Good, c => c["aud"] = "operator"));
        yield return Same("precedence: issuer before audience", "", World.Good, "wrong_issuer", token: Signed(World.Good, c => (c["iss"], c["aud"]) = ("https://other.example", "x")));
        yield return Same("precedence: audience before time", "", World.Good, "wrong_audience", token: Signed(World.Good, c => (c["aud"], c["exp"]) = ("x", 1)));
        yield return Same("precedence: not yet valid before expired", "", World.Good, "not_yet_valid",
            token: Signed(World.Good, c => (c["nbf"], c["exp"]) = (Now.AddDays(1).ToUnixTimeSeconds(), 1)));
        yield return Same("precedence: expired before revoked", "", World.Withdrawn, "expired", now: World.Withdrawn.ExpiresAt);
        yield return Same("precedence: revoked before the place", "", World.Withdrawn, "revoked", met: "wa:@elsewhere", match: false);
        yield return Same("precedence: a suspended identity before the place", "", World.OfSuspended, "identity_suspended", met: "wa:@elsewhere", match: false);
    }

    private static IEnumerable<JsonObject> Policies()
    {
        JsonObject Tier(string tier) => new() { ["minimum_tier"] = tier };
        JsonObject Age(long seconds) => new() { ["maximum_proof_age_seconds"] = seconds };
        var age = (long)(Now - World.Good.IssuedAt).TotalSeconds;
        yield return Offline("tier as asked", World.Good, null, policy: Tier("identity_verified"));
        yield return Offline("tier higher than asked", World.OfBank, null, policy: Tier("creator_verified"));
        yield return Offline("tier too low", World.Good, "tier_too_low", policy: Tier("creator_verified"));
        yield return Offline("proof as old as it may be", World.Good, null, policy: Age(age));
        yield return Offline("proof a second too old", World.Good, "proof_too_old", policy: Age(age - 1));
        yield return Offline("precedence: the place before the policy", World.Good, "surface_mismatch", policy: Tier("business_verified"), met: "wa:@elsewhere", match: false);
        yield return Offline("precedence: tier before age", World.Good, "tier_too_low", policy: new JsonObject { ["minimum_tier"] = "business_verified", ["maximum_proof_age_seconds"] = 1 });
    }

    private static IEnumerable<JsonObject> Ages()
    {
        yield return Offline("status as old as it may be", World.Good, null, list: StatusLists.At(Now.AddSeconds(-Hour)));
        yield return Offline("status a second too old", World.Good, "status_unknown", list: StatusLists.At(Now.AddSeconds(-Hour - 1)));
        yield return Offline("revoked in an old list", World.Withdrawn, "revoked", list: StatusLists.At(Now.AddDays(-3)));
        yield return Offline("suspended in an old list", World.OfSuspended, "status_unknown", list: StatusLists.At(Now.AddDays(-3)));
        yield return Offline("no status list", World.Good, "status_unknown", list: null);
        yield return Offline("a status list by a compromised key", World.Good, "status_unknown", list: StatusLists.At(Now, TestKeys.Compromised));
        yield return Offline("a place with a value of no meaning", World.Good, "status_unknown",
            token: Tokens.Sign(TestKeys.InUse, With(World.Good, c => c["status"]!["status_list"]!["idx"] = 3_000)));
        yield return Offline("a place beyond the list", World.Good, "status_unknown",
            token: Tokens.Sign(TestKeys.InUse, With(World.Good, c => c["status"]!["status_list"]!["idx"] = 131_072)));
        yield return Offline("a status list at another host", World.Good, "status_unknown",
            token: Tokens.Sign(TestKeys.InUse, With(World.Good, c => c["status"]!["status_list"]!["uri"] = "https://registry.example.evil.example/api/v1/status-lists/0")));
        yield return Offline("expired without a status list", World.OfUnproved, "expired", list: null);
        yield return Offline("keys as old as they may be", World.Good, null, keysAge: Hour);
        yield return Offline("keys a second too old", World.Good, "keys_unknown", keysAge: Hour + 1, read: false);
        yield return Offline("no keys at all", World.Good, "keys_unknown", keysAge: null, read: false);
    }

    private static JsonObject With(Passport passport, Action<JsonObject> change)
    {
        var claims = passport.Claims();
        change(claims);
        return claims;
    }

    // One verdict, online and offline.
    private static JsonObject Same(
        string name, string why, Passport passport, string? reason = null, string? token = null, string? met = null, bool? match = null,
        DateTimeOffset? now = null, bool read = true)
    {
        JsonObject Verdict() => read ? Decisions.Verdict(passport, reason, match, expires: ExpiryOf(token)) : Unread(reason!);
        return Case(name, why, passport, token, met, now, online: Verdict(), offline: Verdict());
    }

    // What only a verifier offline can be asked.
    private static JsonObject Offline(
        string name, Passport passport, string? reason, string? token = null, JsonObject? policy = null, string? met = null, bool? match = null,
        string? list = "", int? keysAge = 0, bool read = true) =>
        Case(name, "", passport, token, met, null, null, read ? Verdict(passport, reason, match) : Unread(reason!), policy, list, keysAge);

    private static JsonObject Case(
        string name, string why, Passport passport, string? token = null, string? met = null, DateTimeOffset? now = null,
        JsonObject? online = null, JsonObject? offline = null, JsonObject? policy = null, string? list = "", int? keysAge = 0)
    {
        var asked = new JsonObject
        {
            ["minimum_tier"] = "issued",
            ["maximum_proof_age_seconds"] = null,
            ["fail_closed_when_status_is_older_than_seconds"] = Hour,
            ["fail_closed_when_keys_are_older_than_seconds"] = Hour,
        };
        foreach (var (member, value) in policy ?? []) asked[member] = value?.DeepClone();
        return new JsonObject
        {
            ["name"] = name,
            ["why"] = why,
            ["passport"] = token ?? passport.Token,
            ["now"] = VectorFile.Time(now ?? Now),
            ["surface"] = met,
            ["policy"] = asked,
            ["keys"] = keysAge is null ? null : "published",
            ["keys_age_seconds"] = keysAge,
            ["status_lists"] = list is null ? new JsonObject() : new JsonObject { [World.ListUri] = list.Length > 0 ? list : StatusLists.At(now ?? Now) },
            ["online"] = online,
            ["offline"] = offline,
        };
    }

    private static JsonObject Unread(string reason) => new()
    {
        ["valid"] = false,
        ["reason"] = reason,
        ["identity"] = null,
        ["tier"] = null,
        ["operator"] = null,
        ["surfaces"] = null,
        ["surface_match"] = null,
        ["issued_at"] = null,
        ["expires_at"] = null,
    };

    private static JsonObject Verdict(
        Passport passport, string? reason, bool? match = null, string? tier = null, string[]? surfaces = null, DateTimeOffset? expires = null)
    {
        var agent = passport.Agent;
        var verdict = new JsonObject
        {
            ["valid"] = reason is null,
            ["reason"] = reason,
            ["identity"] = agent.Id,
            ["tier"] = tier ?? agent.Tier,
            ["operator"] = WhoisRecords.Operator(agent, tier ?? agent.Tier),
            ["surfaces"] = new JsonArray([.. (surfaces ?? agent.Surfaces).Select(s => (JsonNode)s)]),
            ["surface_match"] = match,
            ["issued_at"] = VectorFile.Time(passport.IssuedAt),
            ["expires_at"] = VectorFile.Time(expires ?? passport.ExpiresAt),
        };
        if (agent == World.Demo) verdict["is_demo"] = true;
        return verdict;
    }

    private static DateTimeOffset? ExpiryOf(string? token) =>
        token is null ? null
        : DateTimeOffset.FromUnixTimeSeconds(JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!["exp"]!.GetValue<long>());
}
