using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiIdentity.WhatsAppSandbox.Numbers;

namespace AiIdentity.WhatsAppSandbox.Admin;

// What a body may say about a number. A member that is absent changes nothing; null means unset, or the default.
internal static partial class NumberMembers
{
    private const int LongestAbout = 139;
    private const int LongestDescription = 512;

    private static readonly FrozenDictionary<string, Func<PhoneRecord, JsonElement, PhoneRecord>> Setters =
        new Dictionary<string, Func<PhoneRecord, JsonElement, PhoneRecord>>
        {
            ["phone"] = (r, v) => r with { Phone = Phone(v) },
            ["display_phone_number"] = (r, v) => r with { DisplayPhoneNumber = Text(v, "display_phone_number", 64) },
            ["verified_name"] = (r, v) => r with { VerifiedName = Text(v, "verified_name", 128) ?? PhoneRecord.DefaultVerifiedName },
            ["status"] = (r, v) => r with { Status = Word(v, "status") ?? PhoneRecord.Connected },
            ["platform_type"] = (r, v) => r with { PlatformType = Word(v, "platform_type") ?? PhoneRecord.CloudApi },
            ["code_verification_status"] = (r, v) => r with { CodeVerificationStatus = Word(v, "code_verification_status") ?? PhoneRecord.Verified },
            ["account_mode"] = (r, v) => r with { AccountMode = Word(v, "account_mode") ?? PhoneRecord.Live },
            ["shared"] = (r, v) => r with { Shared = Flag(v, "shared") ?? true },
            ["username"] = (r, v) => r with { Username = Handle(v) },
            ["username_status"] = (r, v) => r with { UsernameStatus = Choice<UsernameStatus>(v, "username_status") },
            ["about"] = (r, v) => r.WithAbout(Text(v, "about", LongestAbout)),
            ["description"] = (r, v) => r with { Description = Text(v, "description", LongestDescription) },
            ["profile_shape"] = (r, v) => r with { ProfileShape = Choice<ProfileShape>(v, "profile_shape") },
        }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static PhoneRecord Create(PhoneRecord blank, JsonElement body) =>
        body.TryGetProperty("phone", out _) ? Apply(blank, body) : throw new Refusal("phone is required, such as +447700900123.");

    internal static PhoneRecord Apply(PhoneRecord record, JsonElement body) =>
        body.EnumerateObject().Aggregate(record, (r, member) =>
            Setters.TryGetValue(member.Name, out var set)
                ? set(r, member.Value)
                : throw new Refusal($"'{member.Name}' is no member of a number; there are {string.Join(", ", Setters.Keys.Order(StringComparer.Ordinal))}."));

    private static string Phone(JsonElement value) =>
        String(value, "phone") is { } phone && E164().IsMatch(phone)
            ? phone
            : throw new Refusal("phone must be + and 7 to 15 digits, such as +447700900123.");

    private static string? Handle(JsonElement value) =>
        String(value, "username") is not { Length: > 0 } username ? null
        : Username.TryFold(username, out var folded) ? folded
        : throw new Refusal(Username.Rule + ".");

    // Meta's sets of states are open; a reader must meet ones that it does not know.
    private static string? Word(JsonElement value, string name) =>
        String(value, name) is not { } word ? null
        : UpperCaseWord().IsMatch(word) ? word
        : throw new Refusal($"{name} must be an upper-case word such as Meta uses, for instance {PhoneRecord.Connected}.");

    private static string? Text(JsonElement value, string name, int longest) =>
        String(value, name) is not { Length: > 0 } text ? null
        : text.EnumerateRunes().Count() <= longest ? text
        : throw new Refusal($"{name} has at most {longest} characters.");

    private static T Choice<T>(JsonElement value, string name) where T : struct, Enum
    {
        if (String(value, name) is not { } text) return default;
        foreach (var choice in Enum.GetValues<T>())
        {
            if (string.Equals(JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString()), text, StringComparison.Ordinal))
                return choice;
        }
        throw new Refusal($"{name} must be one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.");
    }

    private static bool? Flag(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => throw new Refusal($"{name} must be true or false."),
    };

    private static string? String(JsonElement value, string name)
    {
        if (value.ValueKind is JsonValueKind.Null) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // another type, or half of a surrogate pair
        {
            throw new Refusal($"{name} must be text.");
        }
    }

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex E164();

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{1,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex UpperCaseWord();
}
