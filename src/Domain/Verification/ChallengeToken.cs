using System.Security.Cryptography;

namespace AiIdentity.Domain.Verification;

/// <summary>The text that an operator puts into a profile's About: <c>AII-VERIFY-</c>, five characters, <c>-</c>, five characters.</summary>
public static class ChallengeToken
{
    public const string Prefix = "AII-VERIFY-";
    /// <summary>No character that a person could take for another.</summary>
    public const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    public const int Length = 22;

    public static string Generate()
    {
        var random = RandomNumberGenerator.GetString(Alphabet, 10);
        return $"{Prefix}{random[..5]}-{random[5..]}";
    }

    /// <summary>Whether a token stands at <paramref name="at"/>, in any ASCII case, not inside a longer run of letters, digits, <c>-</c> or <c>_</c>.</summary>
    internal static bool StandsAt(string text, int at)
    {
        if (at + Length > text.Length) return false;
        var candidate = text.AsSpan(at, Length);
        return System.Text.Ascii.EqualsIgnoreCase(candidate[..Prefix.Length], Prefix)
            && candidate[16] == '-'
            && AreOfAlphabet(candidate[11..16]) && AreOfAlphabet(candidate[17..])
            && (at == 0 || !Continues(text[at - 1]))
            && (at + Length == text.Length || !Continues(text[at + Length]));
    }

    private static bool AreOfAlphabet(ReadOnlySpan<char> characters)
    {
        foreach (var c in characters)
        {
            var lower = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            if (!Alphabet.Contains(lower, StringComparison.Ordinal)) return false;
        }

        return true;
    }

    private static bool Continues(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';
}
