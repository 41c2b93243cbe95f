using AiIdentity.Domain.Surfaces;
using AiIdentity.Domain.Verification;

namespace AiIdentity.Domain.WhatsApp;

/// <summary>A WhatsApp number in E.164: <c>wa:+</c> and 7 to 15 ASCII digits, the first not 0.</summary>
public sealed record WaPhone : WhatsAppAddress
{
    private static readonly SurfaceMethod[] OfPhones = [WhatsAppScheme.Phone];

    private WaPhone(string digits) => Digits = digits;

    /// <summary>Country code and subscriber number, digits only.</summary>
    public string Digits { get; }

    public override string Canonical => "wa:+" + Digits;
    public override string Folded => "wa:+" + WhatsAppGrammar.Fold(Digits);
    public override IReadOnlyList<SurfaceMethod> Methods => OfPhones;
    public override CheckOutcome OtherProfile => WhatsAppOutcomes.NumberMismatch;

    /// <summary>Area code 555 of the North American plan: Meta's test numbers live there.</summary>
    public bool IsTestArea => Digits is ['1', '5', '5', '5', _, _, _, _, _, _, _];

    /// <summary>Argentina's form with 9, of a number of ten digits without it; null for all others.</summary>
    public WaPhone? WithArgentinas9 => Digits is ['5', '4', not '9', _, _, _, _, _, _, _, _, _] ? new WaPhone("549" + Digits[2..]) : null;

    public override CheckOutcome? Mismatch(ProfileReading reading) => reading.Number?.Folded == Folded ? null : WhatsAppOutcomes.NumberMismatch;

    internal static WaPhone? TryParse(ReadOnlySpan<char> digits) => WhatsAppGrammar.Digits(digits) is { } number ? new WaPhone(number) : null;

    /// <summary>
    /// Reads Meta's <c>display_phone_number</c>, which has no stable format: digits, <c>+</c>, spaces, no-break spaces,
    /// hyphens, brackets and dots; null for anything else.
    /// </summary>
    public static WaPhone? FromDisplay(string? display)
    {
        if (display is null or { Length: > 40 }) return null;
        Span<char> digits = stackalloc char[display.Length];
        var count = 0;
        foreach (var c in display)
        {
            if (char.IsAsciiDigit(c)) digits[count++] = c;
            else if (c is not ('+' or ' ' or '\u00A0' or '-' or '(' or ')' or '.')) return null;
        }

        return TryParse(digits[..count]);
    }

    /// <summary>Argentina's two forms are different subscribers; Meta shows the one with 9. True where only that 9 tells them apart.</summary>
    public bool DiffersByArgentinas9From(WaPhone other) =>
        (Digits, other.Digits) switch
        {
            (['5', '4', '9', .. var rest], ['5', '4', .. var bare]) when rest == bare => true,
            (['5', '4', .. var bare], ['5', '4', '9', .. var rest]) when rest == bare => true,
            _ => false,
        };
}
