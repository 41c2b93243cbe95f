using System.Collections.Frozen;

namespace AiIdentity.WhatsAppSandbox.Numbers;

// Looks like Meta's: international, grouped for the eye, in no format that one could rely on.
internal static class DisplayNumber
{
    private static readonly FrozenSet<string> TwoDigitCodes = new[]
    {
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66",
        "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    }.ToFrozenSet(StringComparer.Ordinal);

    internal static string Of(string phone)
    {
        var digits = phone[1..];
        var code = CodeOf(digits);
        return (code, Local: digits[code.Length..]) switch
        {
            ("1", { Length: 10 } local) => $"+1 {local[..3]}-{local[3..6]}-{local[6..]}",
            ("55", { Length: 10 or 11 } local) => $"+55 {local[..2]} {local[2..^4]}-{local[^4..]}",
            (_, { Length: > 6 } local) => $"+{code} {local[..4]} {local[4..]}",
            (_, var local) => $"+{code} {local}",
        };
    }

    internal static string Another(string displayed)
    {
        var last = displayed.AsSpan().LastIndexOfAnyInRange('0', '9');
        if (last < 0) return displayed + "1";
        var other = (char)('0' + (displayed[last] - '0' + 1) % 10);
        return $"{displayed[..last]}{other}{displayed[(last + 1)..]}";
    }

    private static string CodeOf(string digits) =>
        digits[0] is '1' or '7' ? digits[..1]
        : TwoDigitCodes.Contains(digits[..2]) ? digits[..2]
        : digits[..3];
}
