using System.Text.RegularExpressions;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Domain.WhatsApp;

/// <summary>Numbers and usernames of WhatsApp: <c>wa:+447700900123</c>, <c>wa:@acmesupport</c>.</summary>
public sealed partial class WhatsAppScheme : ISurfaceScheme
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly RecheckPolicy OfNumbers = new(
        Interval: TimeSpan.FromDays(30), AccessGrace: Week, ContradictionGap: TimeSpan.FromMinutes(15), SuspensionGrace: TimeSpan.FromHours(72), OneTimeGrace: 2 * Week);

    public static readonly SurfaceMethod Phone = new("whatsapp_phone", "WhatsApp number",
        "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z", OfNumbers);

    public static readonly SurfaceMethod Username = new("whatsapp_username", "WhatsApp username",
        "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0M16 8v5a3 3 0 0 0 6 0v-1a10 10 0 1 0-4 8", OfNumbers with { Interval = Week });

    public string Name => "wa";
    public string Label => "WhatsApp";
    public string Example => "wa:@acmesupport";
    public string Grammar => "wa:+ and 7 to 15 digits with the country code (wa:+447700900123), or wa:@ and a WhatsApp username (wa:@acmesupport)";
    public IReadOnlyList<SurfaceMethod> Methods { get; } = [Phone, Username];
    public AddressSnippet Snippet { get; } = new("whatsapp", "WhatsApp: nothing to carry, these links answer for you");

    public SurfaceAddress? Parse(string text) => WhatsAppAddress.Parse(text);

    public AddressGuess? Guess(string text)
    {
        var rest = Prefix().Replace(text, "");
        if (rest.StartsWith('@') || rest.Any(char.IsAsciiLetter)) return Of("wa:@" + rest.TrimStart('@'));
        var digits = string.Concat(rest.Replace("(0)", "", StringComparison.Ordinal).Where(char.IsAsciiDigit));
        if (digits.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
        else if (digits.StartsWith('0'))
            return new("That looks like a number without its country code. Write + and the country code first, without the 0: wa:+447700900123.", null);
        // An extension, or anything else that is no way to space a number.
        return Spaced().IsMatch(rest) ? Of("wa:+" + digits) : null;
    }

    private static AddressGuess? Of(string address) => WhatsAppAddress.Parse(address) is { } meant ? new(null, meant) : null;

    [GeneratedRegex(@"\A(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=|tel:|whatsapp:|wa:)?\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A[+0-9 ()./-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spaced();
}

/// <summary>A number or a username. Each says itself which readings are not of it, so that a third kind can't be forgotten.</summary>
public abstract record WhatsAppAddress : SurfaceAddress
{
    private const int PrefixLength = 4;

    private protected WhatsAppAddress()
    {
    }

    /// <summary>The outcome where the reading shows another address, or this one not fit to be bound; null where it fits.</summary>
    public abstract CheckOutcome? Mismatch(ProfileReading reading);

    /// <summary>The outcome where the address is shown by another profile than the one that was proved.</summary>
    public abstract CheckOutcome OtherProfile { get; }

    internal static WhatsAppAddress? Parse(string text) => text switch
    {
        ['w' or 'W', 'a' or 'A', ':', '+', ..] => WaPhone.TryParse(text.AsSpan(PrefixLength)),
        ['w' or 'W', 'a' or 'A', ':', '@', ..] => WaUsername.TryParse(text.AsSpan(PrefixLength)),
        _ => null,
    };
}
