using System.Text.Json.Nodes;

namespace AiIdentity.Vectors;

/// <summary>An identity of the vectors' registry.</summary>
/// <param name="Operator">Null: anonymous.</param>
internal sealed record Agent(string Id, string Name, string? Operator, string Tier, string[] Surfaces, string Status = "active")
{
    public string Url => $"{World.Issuer}/whois/{Id}";
}

/// <summary>A Passport of the vectors' registry, issued in good order.</summary>
/// <param name="Index">Its place in status list 0.</param>
internal sealed record Passport(string Name, string Id, Agent Agent, int Index, TestKey Key, DateTimeOffset IssuedAt, int Days = 90)
{
    public DateTimeOffset ExpiresAt => IssuedAt.AddDays(Days);

    public string Token => Tokens.Sign(Key, Claims());

    public JsonObject Claims() => new()
    {
        ["iss"] = World.Issuer,
        ["sub"] = Agent.Id,
        ["aud"] = "verifier",
        ["iat"] = IssuedAt.ToUnixTimeSeconds(),
        ["nbf"] = IssuedAt.ToUnixTimeSeconds(),
        ["exp"] = ExpiresAt.ToUnixTimeSeconds(),
        ["jti"] = Id,
        ["tier"] = Agent.Tier,
        ["operator"] = Agent.Operator ?? "anon",
        ["surfaces"] = new JsonArray([.. Agent.Surfaces.Select(s => (JsonNode)s)]),
        ["capabilities"] = new JsonArray("customer-support"),
        ["key_id"] = Key.Id,
        ["registry_url"] = Agent.Url,
        ["status"] = new JsonObject { ["status_list"] = new JsonObject { ["idx"] = Index, ["uri"] = World.ListUri } },
    };
}

/// <summary>What the vectors' registry holds.</summary>
internal static class World
{
    public const string Issuer = "https://registry.example";
    public const string ListUri = $"{Issuer}/api/v1/status-lists/0";
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Issued = new(2026, 5, 20, 9, 30, 0, TimeSpan.Zero);

    public static readonly Agent Acme = new("aii_01JVECT0RS0000000000000001", "Acme Support", "Acme Ltd", "identity_verified", ["wa:+447700900123", "wa:@acmesupport"]);
    public static readonly Agent Nameless = new("aii_01JVECT0RS0000000000000002", "Night Desk", null, "identity_verified", ["wa:@night.desk"]);
    public static readonly Agent Bank = new("aii_01JVECT0RS0000000000000003", "Example Bank", "Example Bank plc", "business_verified", ["wa:+5511987654321", "wa:+5215512345678", "wa:+5491123456789"]);
    public static readonly Agent Unproved = new("aii_01JVECT0RS0000000000000004", "Unproved", "Somebody", "issued", []);
    public static readonly Agent Suspended = new("aii_01JVECT0RS0000000000000005", "Suspended", "Acme Ltd", "identity_verified", ["wa:@suspended_one"], "suspended");
    public static readonly Agent Revoked = new("aii_01JVECT0RS0000000000000006", "Revoked", "Acme Ltd", "identity_verified", ["wa:@revoked_one"], "revoked");
    public static readonly Agent Moved = new("aii_01JVECT0RS0000000000000007", "Moved", "Ünïcode & Söhne “GmbH”", "identity_verified", ["wa:@moved_away", "wa:@stayed_here"]);
    public static readonly Agent Demo = new("aii_demo", "AiIdentity Demo", "The AiIdentity registry", "issued", []);

    public static readonly Passport Good = new("good", Psp(20), Acme, 7, TestKeys.InUse, Issued);
    public static readonly Passport Withdrawn = new("withdrawn", Psp(2), Acme, 131_071, TestKeys.InUse, Issued);
    public static readonly Passport ByRetired = new("by_retired", Psp(3), Acme, 12, TestKeys.Retired, new DateTimeOffset(2026, 3, 20, 0, 0, 0, TimeSpan.Zero));
    public static readonly Passport BySpent = new("by_spent", Psp(4), Acme, 13, TestKeys.Spent, new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero));
    public static readonly Passport ByCompromised = new("by_compromised", Psp(5), Acme, 14, TestKeys.Compromised, Issued);
    public static readonly Passport OfNameless = new("of_nameless", Psp(6), Nameless, 4_096, TestKeys.InUse, Issued);
    public static readonly Passport OfBank = new("of_bank", Psp(7), Bank, 65_535, TestKeys.InUse, Issued, 365);
    public static readonly Passport OfUnproved = new("of_unproved", Psp(8), Unproved, 65_536, TestKeys.InUse, Issued, 1);
    public static readonly Passport OfSuspended = new("of_suspended", Psp(9), Suspended, 100, TestKeys.InUse, Issued);
    public static readonly Passport OfRevoked = new("of_revoked", Psp(10), Revoked, 101, TestKeys.InUse, Issued);
    public static readonly Passport OfMoved = new("of_moved", Psp(11), Moved, 102, TestKeys.InUse, Issued);
    public static readonly Passport OfDemo = new("of_demo", Psp(12), Demo, 0, TestKeys.InUse, Issued);
    /// <summary>Signed by the key in use, but no Passport that the registry ever issued.</summary>
    public static readonly Passport NeverIssued = new("never_issued", Psp(99), Acme, 200, TestKeys.InUse, Issued);

    /// <summary>All that were issued.</summary>
    public static readonly Passport[] Passports =
        [Good, Withdrawn, ByRetired, BySpent, ByCompromised, OfNameless, OfBank, OfUnproved, OfSuspended, OfRevoked, OfMoved, OfDemo];

    /// <summary>The places that are not 0 in status list 0.</summary>
    public static readonly (int Index, int Status)[] Marked =
        [(Withdrawn.Index, 1), (ByCompromised.Index, 1), (OfRevoked.Index, 1), (OfSuspended.Index, 2), (3_000, 3)];

    private static string Psp(int number) => $"psp_01JVECT0RS00000000000000{number:D2}";
}
