using System.Buffers;

namespace AiIdentity.Domain.WhatsApp;

/// <summary>The grammar of WhatsApp's addresses, without any type of the registry: the client's package compiles this file too, so that it stands once.</summary>
internal static class WhatsAppGrammar
{
    private static readonly SearchValues<char> InHandles = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._");

    // WhatsApp refuses names that look like a web address.
    private static readonly string[] DomainLike =
        [".com", ".org", ".net", ".int", ".edu", ".gov", ".mil", ".us", ".in", ".html", ".io", ".ai"];

    /// <summary>A number in E.164 without its <c>+</c>: 7 to 15 ASCII digits, the first not 0; null for all else.</summary>
    public static string? Digits(ReadOnlySpan<char> text) =>
        text.Length is >= 7 and <= 15 && text[0] != '0' && !text.ContainsAnyExceptInRange('0', '9') ? text.ToString() : null;

    /// <summary>Brazil's mobiles with and without the ninth digit, Mexico's old 1 after the country code: one subscriber each.</summary>
    public static string Fold(string digits) => digits switch
    {
        ['5', '5', _, _, '9', >= '6' and <= '9', _, _, _, _, _, _, _] => digits.Remove(4, 1),
        ['5', '2', '1', _, _, _, _, _, _, _, _, _, _] => digits.Remove(2, 1),
        _ => digits,
    };

    /// <summary>A username in lower case, without <c>@</c>: 3 to 35 of <c>a-z 0-9 . _</c>; null for all else.</summary>
    public static string? Username(ReadOnlySpan<char> text)
    {
        if (text.Length is < 3 or > 35) return null;
        // Only ASCII is put into lower case: a character that merely looks like a letter stays what it is, and is refused.
        Span<char> name = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++) name[i] = char.IsAsciiLetterUpper(text[i]) ? (char)(text[i] | 0x20) : text[i];

        return !name.ContainsAnyExcept(InHandles)
            && name.ContainsAnyInRange('a', 'z')
            && name[0] != '.' && name[^1] != '.'
            && !((ReadOnlySpan<char>)name).Contains("..", StringComparison.Ordinal)
            && !((ReadOnlySpan<char>)name).StartsWith("www", StringComparison.Ordinal)
            && !EndsLikeADomain(name)
            ? name.ToString()
            : null;
    }

    private static bool EndsLikeADomain(ReadOnlySpan<char> name)
    {
        foreach (var ending in DomainLike)
            if (name.EndsWith(ending, StringComparison.Ordinal)) return true;
        return false;
    }
}
