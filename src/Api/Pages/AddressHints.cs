using System.Text;
using System.Text.RegularExpressions;
using AiIdentity.Domain.Surfaces;

namespace AiIdentity.Api.Pages;

/// <summary>What somebody may have meant who typed an address that is none. Shown to be chosen, never looked up by itself.</summary>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="Suggestions">Canonical addresses.</param>
public sealed partial record AddressHints(string Sentence, IReadOnlyList<string> Suggestions)
{
    public const int LongestText = 200;

    private const string Choose = "The registry looks up exact addresses and repairs nothing. If you meant this one, choose it:";

    public static AddressHints For(string text)
    {
        if (text.Length > LongestText) return new(SurfaceErrors.Malformed.Message, []);
        if (text.StartsWith("eyJ", StringComparison.Ordinal))
            return new("That looks like a Passport. Send it to POST /api/v1/verify, with the address where you met the agent.", []);
        var seen = Plain(text);
        var rest = Prefix().Replace(seen, "");
        var address = rest.StartsWith('@') || rest.Any(char.IsAsciiLetter) ? "wa:@" + rest.TrimStart('@') : null;
        if (address is null)
        {
            var digits = string.Concat(rest.Replace("(0)", "", StringComparison.Ordinal).Where(char.IsAsciiDigit));
            if (digits.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
            else if (digits.StartsWith('0'))
                return new("That looks like a number without its country code. Write + and the country code first, without the 0: wa:+447700900123.", []);
            // An extension, or anything else that is no way to space a number.
            if (!Spaced().IsMatch(rest)) return new(SurfaceErrors.Malformed.Message, []);
            address = "wa:+" + digits;
        }

        return SurfaceAddress.TryParse(address, out var meant) ? new(Choose, [meant.Canonical]) : new(SurfaceErrors.Malformed.Message, []);
    }

    // What is seen: full-width digits as digits, invisible characters gone.
    private static string Plain(string text)
    {
        try
        {
            text = text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not even Unicode: judged as it is.
        }

        return string.Concat(text.Where(c => char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)).Trim();
    }

    [GeneratedRegex(@"\A(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=|tel:|whatsapp:|wa:)?\s*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\A[+0-9 ()./-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Spaced();
}
