using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>What whois answers about each identity at the vectors' instant.</summary>
internal static class WhoisRecords
{
    private static readonly DateTimeOffset Verified = new(2026, 5, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Checked = new(2026, 5, 30, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Due = new(2026, 6, 5, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Changed = new(2026, 5, 31, 8, 0, 0, TimeSpan.Zero);

    public static JsonObject File() => new()
    {
        ["about"] = "Whois records of the identities that the other files speak of. See README.md.",
        ["now"] = VectorFile.Time(World.Now),
        ["records"] = new JsonArray(
            Record(World.Acme, World.Good),
            Record(World.Nameless, World.OfNameless),
            Record(World.Bank, World.OfBank),
            Record(World.Unproved, null),
            Record(World.Suspended, World.OfSuspended),
            Record(World.Revoked, null),
            Record(World.Moved, World.OfMoved, suspended: World.Moved.Surfaces[0]),
            Record(World.Demo, World.OfDemo)),
    };

    private static JsonObject Record(Agent agent, Passport? passport, string? suspended = null)
    {
        var revoked = agent.Status == "revoked";
        var tier = revoked ? "issued" : agent.Tier;
        var record = new JsonObject
        {
            ["identity"] = agent.Id,
            ["name"] = agent.Name,
            ["status"] = agent.Status,
            ["tier"] = tier,
            ["operator"] = Operator(agent, tier),
            ["capabilities"] = new JsonArray("customer-support"),
            ["surfaces"] = new JsonArray([.. (revoked ? [] : agent.Surfaces).Select(s => (JsonNode)Surface(s, s == suspended))]),
            ["passport"] = passport is null ? null : new JsonObject
            {
                ["id"] = passport.Id,
                ["token"] = passport.Token,
                ["key_id"] = passport.Key.Id,
                ["issued_at"] = VectorFile.Time(passport.IssuedAt),
                ["expires_at"] = VectorFile.Time(passport.ExpiresAt),
            },
            ["registry_url"] = agent.Url,
            ["as_of"] = VectorFile.Time(Changed),
        };
        if (agent == World.Demo) record["is_demo"] = true;
        return record;
    }

    public static JsonObject Operator(Agent agent, string tier) => new()
    {
        ["display"] = agent.Operator,
        ["anonymous"] = agent.Operator is null,
        ["verified"] = tier is "creator_verified" or "business_verified",
    };

    private static JsonObject Surface(string address, bool suspended) => new()
    {
        ["surface"] = address,
        ["method"] = address.StartsWith("wa:+", StringComparison.Ordinal) ? "whatsapp_phone" : "whatsapp_username",
        ["verified_at"] = VectorFile.Time(Verified),
        ["last_checked_at"] = VectorFile.Time(Checked),
        ["next_check_due"] = VectorFile.Time(Due),
        ["freshness"] = suspended ? "suspended" : "fresh",
        ["evidence"] = null,
    };
}
