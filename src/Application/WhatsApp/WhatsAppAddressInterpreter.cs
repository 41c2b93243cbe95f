using AiIdentity.Application.Surfaces;
using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.WhatsApp;

namespace AiIdentity.Application.WhatsApp;

/// <summary>A number in any spelling, a username, a wa.me link.</summary>
internal sealed class WhatsAppAddressInterpreter(IPhoneNumbers phones, SurfaceSchemes schemes) : IAddressInterpreter
{
    private static readonly string[] Wrappings = ["https://", "http://", "wa.me/", "www.", "tel:", "wa:"];

    public AddressHelp? Interpret(string text, string? country)
    {
        text = Unwrap(text, out var isLink);
        return text is ['@', ..] || (text is [var first, ..] && char.IsAsciiLetter(first)) ? OfUsername(text.TrimStart('@'))
            : OfPhone(isLink ? "+" + text.TrimStart('+') : text, country);
    }

    private AddressHelp OfUsername(string name) => schemes.TryParse("wa:@" + name, out var address)
        ? new(address.Canonical, "@" + ((WaUsername)address).Name, null, null)
        : new(null, null, "That is no WhatsApp username: it has 3 to 35 letters, digits, dots and underscores, at least one letter, and does not look like a web address.", null);

    private AddressHelp OfPhone(string text, string? country)
    {
        var guess = phones.Read(text, country);
        if (guess.Digits is null || !schemes.TryParse("wa:+" + guess.Digits, out var address))
            return new(null, null, Sentence(guess.Doubt ?? PhoneDoubt.NotANumber), null);
        var phone = (WaPhone)address;
        return phone switch
        {
            // Which of the two is meant only its holder knows: offered, never repaired.
            { WithArgentinas9: { } mobile } => new(phone.Canonical, guess.Display,
                "In Argentina WhatsApp knows mobile numbers by the form with 9 after +54; the form without it is another subscriber.", mobile.Canonical),
            { IsTestArea: true } => new(phone.Canonical, guess.Display, "Area code 555 is for WhatsApp's test numbers: those can be written down, but never proved.", null),
            _ => new(phone.Canonical, guess.Display, guess.Doubt is { } doubt ? Sentence(doubt) : null, null),
        };
    }

    private static string Unwrap(string text, out bool isLink)
    {
        isLink = false;
        foreach (var wrapping in Wrappings)
        {
            if (!text.StartsWith(wrapping, StringComparison.OrdinalIgnoreCase)) continue;
            text = text[wrapping.Length..];
            isLink |= wrapping == "wa.me/";
        }

        return text.TrimEnd('/');
    }

    private static string Sentence(PhoneDoubt doubt) => doubt switch
    {
        PhoneDoubt.NotANumber => "That is no phone number. Write it with its country code: +44 7700 900123.",
        PhoneDoubt.CountryMissing => "Choose the country, or begin with + and the country code: +44 7700 900123.",
        PhoneDoubt.Extension => "WhatsApp numbers have no extension: it was left out.",
        PhoneDoubt.TooShort => "That is shorter than numbers of that country are. Look at it again.",
        PhoneDoubt.TooLong => "That is longer than numbers of that country are. Look at it again.",
    };
}
