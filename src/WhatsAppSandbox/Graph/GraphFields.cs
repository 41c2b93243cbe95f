using System.Collections.Frozen;
using System.Text.Json.Nodes;
using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Graph;

// A node type: its fields, each read from a record, and the few that Graph gives unasked.
internal sealed class GraphFields<T>(string type, string[] unasked, IReadOnlyDictionary<string, Func<T, JsonNode?>> fields, params string[] always)
{
    // A field without a value is left out of the answer, as Graph does.
    internal Func<T, JsonObject> Select(string? asked)
    {
        var names = (string.IsNullOrEmpty(asked) ? unasked : asked.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Concat(always).Distinct(StringComparer.Ordinal).ToList();
        if (names.Find(n => !fields.ContainsKey(n)) is { } unknown)
            throw new GraphRefusal(GraphError.UnknownField(unknown, type));
        return record => new JsonObject(
            from name in names
            let value = fields[name](record)
            where value is not null
            select KeyValuePair.Create<string, JsonNode?>(name, value));
    }
}

internal sealed class GraphRefusal(GraphError error) : Exception(error.Message)
{
    internal GraphError Error => error;
}

internal static class GraphFields
{
    internal static readonly GraphFields<PhoneRecord> Node = new("WhatsAppBusinessPhoneNumber",
        ["verified_name", "code_verification_status", "display_phone_number", "quality_rating"],
        new Dictionary<string, Func<PhoneRecord, JsonNode?>>
        {
            ["id"] = r => r.PhoneNumberId,
            ["display_phone_number"] = r => r.Displayed,
            ["verified_name"] = r => r.VerifiedName,
            ["status"] = r => r.Status,
            ["platform_type"] = r => r.PlatformType,
            ["code_verification_status"] = r => r.CodeVerificationStatus,
            ["account_mode"] = r => r.AccountMode,
            ["quality_rating"] = _ => "GREEN",
            ["name_status"] = _ => "APPROVED",
            ["is_official_business_account"] = _ => false,
            // Empty at Meta, whatever the number's username is: only the edge knows it.
            ["username"] = _ => "",
        }.ToFrozenDictionary(StringComparer.Ordinal),
        "id");

    internal static readonly GraphFields<PhoneRecord> Profile = new("WhatsAppBusinessProfile",
        [],
        new Dictionary<string, Func<PhoneRecord, JsonNode?>>
        {
            ["messaging_product"] = _ => "whatsapp",
            ["about"] = r => r.About,
            ["description"] = r => r.Description,
            ["address"] = _ => null,
            ["email"] = _ => null,
            ["profile_picture_url"] = _ => null,
            ["websites"] = _ => null,
            ["vertical"] = _ => null,
        }.ToFrozenDictionary(StringComparer.Ordinal),
        "messaging_product");

    internal static readonly GraphFields<PhoneRecord> Username = new("WhatsAppBusinessUsername",
        ["username", "status"],
        new Dictionary<string, Func<PhoneRecord, JsonNode?>>
        {
            ["username"] = r => r.Username,
            ["status"] = r => r.Username is null ? null : r.UsernameStatus is UsernameStatus.Approved ? "approved" : "reserved",
        }.ToFrozenDictionary(StringComparer.Ordinal));

    internal static readonly GraphFields<string> Waba = new("WhatsAppBusinessAccount",
        ["name"],
        new Dictionary<string, Func<string, JsonNode?>>
        {
            ["id"] = id => id,
            ["name"] = id => id == WhatsAppSandboxOptions.FirstWabaId ? "Sandbox One" : "Sandbox Two",
        }.ToFrozenDictionary(StringComparer.Ordinal),
        "id");
}
